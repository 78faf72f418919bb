import { html, nothing, type TemplateResult } from "lit";

/** @param problem What was wrong with the last attempt, or null. */
export function renderSignIn(
  { problem, isBusy }: { readonly problem: string | null; readonly isBusy: boolean },
  onSignIn: (name: string, password: string) => void,
): TemplateResult {
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const fields = new FormData(event.target as HTMLFormElement); // the form below
    // Both are text fields.
    onSignIn(fields.get("name") as string, fields.get("password") as string);
  };
  return html`<main class="sign-in">
    <h1>Review new heads</h1>
    <form class="card" @submit=${submit}>
      <label for="name">Name</label>
      <input id="name" name="name" autocomplete="username" required maxlength="64" autocapitalize="none" />
      <label for="password">Password</label>
      <input
        id="password"
        name="password"
        type="password"
        autocomplete="current-password"
        required
        maxlength="1024"
        aria-describedby=${problem === null ? nothing : "sign-in-problem"}
      />
      <p id="sign-in-problem" class="problem" role="alert" ?hidden=${problem === null}>${problem}</p>
      <button class="primary" ?disabled=${isBusy}>Sign in</button>
    </form>
    <p class="small">
      An owner of the server makes accounts: <code>npm run server -- admins add NAME --role reviewer</code>
    </p>
  </main>`;
}
