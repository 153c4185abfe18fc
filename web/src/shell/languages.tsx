// The five languages, each by its own name, on every page.
import { currentDesk } from "../desk.ts";
import { keepLanguage, loadLanguage } from "../language.ts";
import { LANGUAGES, currentLanguage, direction, say, type Language } from "../say.ts";
import { store } from "../use.ts";

export function Languages({ onChange }: { onChange(): void }) {
  const choose = async (tag: Language): Promise<void> => {
    const { silent, closed } = currentDesk();
    if ((silent && !closed) || !(await loadLanguage(tag, "as it is"))) return; // nothing comes from the program: what is shown stays
    keepLanguage(tag);
    store.forget(); // the program's sentences come in the language in which they were asked for
    onChange();
    store.refresh();
  };
  return (
    <div class="languages" role="group" aria-label={say("Language")}>
      {LANGUAGES.map((l) => (
        <button
          key={l.tag}
          type="button"
          class="quiet"
          lang={l.tag}
          dir={direction(l.tag)}
          aria-pressed={l.tag === currentLanguage()}
          onClick={() => void choose(l.tag)}
        >
          {l.name}
        </button>
      ))}
    </div>
  );
}
