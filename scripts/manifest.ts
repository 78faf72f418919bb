/** What we write into and read from a Custom Elements Manifest. @see https://github.com/webcomponents/custom-elements-manifest */
export interface Manifest {
  readonly schemaVersion: string;
  readonly readme: string;
  modules: ManifestModule[];
}

export interface ManifestModule {
  readonly kind: "javascript-module";
  path: string;
  declarations: ElementDeclaration[];
  exports: object[];
}

export interface ElementDeclaration extends Described {
  readonly kind: string;
  readonly customElement?: boolean;
  readonly tagName?: string;
  readonly attributes?: readonly Described[];
  readonly events?: readonly Described[];
  readonly slots?: readonly Described[];
  readonly cssParts?: readonly Described[];
  readonly cssProperties?: readonly Described[];
  members?: Member[];
  superclass?: object;
}

export interface Described {
  readonly name: string;
  readonly description?: string;
  readonly type?: { readonly text: string };
  readonly default?: string;
}

/** A field has a type, a method parameters and what it returns. */
export interface Member extends Described {
  readonly kind: "field" | "method";
  readonly readonly?: boolean;
  readonly parameters?: readonly {
    readonly name: string;
    readonly optional?: boolean;
    readonly type: { readonly text: string };
  }[];
  readonly return?: { readonly type: { readonly text: string } };
}
