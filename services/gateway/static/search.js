// Finds as you type: asks for the page that the form would ask for, and takes the list out of it. Without it, the form works.
const form = document.querySelector("form[data-search]");
const place = form.dataset.search;
let waiting, asked;

async function find() {
  asked?.abort();
  asked = new AbortController();
  const filled = [...new FormData(form)].filter(([, value]) => value);
  const address = `${form.action.split("?")[0]}?${new URLSearchParams(filled)}`;
  try {
    const answer = await fetch(address, { signal: asked.signal });
    if (!answer.ok || answer.redirected) return form.submit();
    const found = new DOMParser().parseFromString(await answer.text(), "text/html");
    document.getElementById(place).replaceWith(found.getElementById(place));
    document.querySelectorAll("[data-follows]").forEach((link) => { link.search = new URL(address).search; });
    history.replaceState(null, "", address);
  } catch (error) {
    if (error.name !== "AbortError") form.submit();
  }
}

form.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(find, 250); });
