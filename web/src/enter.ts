// The document that the one-time link shows: takes the page key that the program wrote into it to where this tab alone finds
// it, and goes to the page. Imports nothing, so that it stays one small file.

const meta = document.querySelector<HTMLMetaElement>('meta[name="key"]');
if (meta !== null && meta.content !== "") {
  sessionStorage.setItem("tracktwo-key", meta.content);
  meta.content = "";
  location.replace("/"); // the link leaves the history, too
}
