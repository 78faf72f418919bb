/** What we use of the analyzer: its own types leave out `create` and `ts`, and our TypeScript has no such interface any more. */
declare module "@custom-elements-manifest/analyzer" {
  /** Reads docstrings and classes. */
  export function create(options: { readonly modules: readonly ts.SourceFile[] }): unknown;

  export namespace ts {
    interface Node {
      readonly parent: Node;
      getText(file: SourceFile): string;
    }
    interface SourceFile extends Node {
      readonly fileName: string;
      readonly statements: readonly Node[];
    }
    interface InterfaceDeclaration extends Node {
      readonly name: { readonly text: string };
      readonly members: readonly Node[];
    }
    interface TypeAliasDeclaration extends Node {
      readonly name: { readonly text: string };
      readonly type: Node;
    }
    interface ParameterDeclaration extends Node {
      readonly name: Node;
      readonly questionToken?: Node;
      readonly type?: Node;
    }
    interface PropertySignature extends Node {
      readonly name: Node;
      readonly questionToken?: Node;
      readonly type?: Node;
    }
    interface MethodSignature extends PropertySignature {
      readonly parameters: readonly ParameterDeclaration[];
    }
    interface JSDoc extends Node {
      readonly comment?: unknown;
    }
    const ScriptTarget: { readonly ES2022: number };
    function createSourceFile(
      name: string,
      text: string,
      target: number,
      setParentNodes: boolean,
    ): SourceFile;
    function isInterfaceDeclaration(node: Node): node is InterfaceDeclaration;
    function isTypeAliasDeclaration(node: Node): node is TypeAliasDeclaration;
    function isMethodSignature(node: Node): node is MethodSignature;
    function isPropertySignature(node: Node): node is PropertySignature;
    function isJSDoc(node: Node): node is JSDoc;
    function getJSDocCommentsAndTags(node: Node): readonly Node[];
    function getTextOfJSDocComment(comment: unknown): string | undefined;
  }
}
