import { askedFor, make, showItem, showNothing } from "./item-page.js";

/** The post as it stands in the feed, alone. */
function showPost(post) {
  const [author, text] = ["author", "text"].map((property) =>
    post.querySelector(`[itemprop=${property}]`).textContent.trim(),
  );
  showItem(
    { "@type": "SocialMediaPosting", identifier: id, headline: text.slice(0, 60), articleBody: text },
    make("h1", { textContent: `A post by ${author}` }),
    post,
  );
  const more = post.querySelector("[data-does=more]");
  if (more !== null) {
    does.more(more);
    more.parentElement.remove();
  }
  delete post.dataset.id; // it is no card of a list here
  document.querySelector(".item").dataset.personalRankItem = id;
}

/** A social network's own buttons; nothing in here knows of the tag. */
const does = {
  like: (button) => toggle(button),
  save: (button) => toggle(button),
  reply: (button) => openReply(button),
  share: async (button) => {
    await navigator.clipboard
      ?.writeText(button.closest(".post").querySelector("a").href)
      .catch(() => undefined);
    button.textContent = "Link copied";
  },
  more: (button) => {
    const rest = document.querySelector(`#${button.getAttribute("aria-controls")}`);
    rest.hidden = !rest.hidden;
    button.setAttribute("aria-expanded", String(!rest.hidden));
    button.textContent = rest.hidden ? "See more" : "See less";
  },
};

document.addEventListener("click", ({ target }) => {
  const button = target.closest("button[data-does]");
  if (button !== null) does[button.dataset.does](button);
});

function toggle(button) {
  const isPressed = button.getAttribute("aria-pressed") !== "true";
  button.setAttribute("aria-pressed", String(isPressed));
}

function openReply(button) {
  const post = button.closest(".post");
  if (post.querySelector(".reply") !== null) return;
  const text = make("textarea", { required: true, ariaLabel: "Your reply" });
  const form = make(
    "form",
    { className: "reply" },
    text,
    make("button", { className: "button main", textContent: "Send" }),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    form.replaceWith(make("p", { className: "replies", textContent: `You: ${text.value}` }));
  });
  post.append(form);
  text.focus();
}

const id = askedFor("post");
if (id !== null) {
  const post = document.querySelector(`.post[data-id="${CSS.escape(id)}"]`);
  if (post === null) showNothing();
  else showPost(post);
}
