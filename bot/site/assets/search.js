// Searches the answers within this page. Nothing that is typed leaves it: no request is made, no address changes.
"use strict";

(() => {
  const MOST = 20;
  // A rare word tells more than a common one; above 1, all the more.
  const RARE = 1.2;
  const BEGINNING = 0.7;
  const MISTYPED = 0.5;
  // Answers about danger go before others that fit about as well.
  const DANGER = 1.4;
  // What is found must fit at least this well, of the best.
  const NOT_FAR = 0.45;

  const { labels, entries, endings } = KNOWLEDGE;
  const fold = new Map(Object.entries(KNOWLEDGE.fold));
  const filler = new Set(KNOWLEDGE.filler);
  const apart = new Set(KNOWLEDGE.apart);
  const longestPhrase = Math.max(1, ...[...fold.keys()].map((phrase) => phrase.split(" ").length));

  // For each word of the knowledge: which entries hold it, and what it counts there.
  const postings = new Map();
  entries.forEach((entry, place) => {
    for (const [weight, words] of Object.entries(entry.words)) {
      for (const word of words.split(" ")) {
        if (!postings.has(word)) postings.set(word, new Map());
        postings.get(word).set(place, Number(weight));
      }
    }
  });
  const rarity = (word) => Math.log(1 + entries.length / postings.get(word).size) ** RARE;

  // ---- reading what was typed, as the bot does ----

  function tokens(text) {
    const plain = text.replace(/[‘’‚‛ʼʹ′´`＇]/g, "'").normalize("NFKC").toLowerCase();
    const found = plain.match(/\d+(?:[.,]\d+)*|\p{L}(?:[\p{L}\p{M}]|['&](?=\p{L}))*/gu) ?? [];
    return found.map((word) => word.replaceAll("'", "").replace(/(\p{L})\1{2,}/gu, "$1$1"));
  }

  function folded(words) {
    const result = [];
    for (let place = 0; place < words.length; ) {
      let size = Math.min(longestPhrase, words.length - place);
      while (size > 0 && !fold.has(words.slice(place, place + size).join(" "))) size -= 1;
      if (size > 0) result.push(...fold.get(words.slice(place, place + size).join(" ")).split(" "));
      else result.push(words[place]);
      place += Math.max(size, 1);
    }
    return result;
  }

  function shorter(word) {
    for (const [ending, instead] of endings) {
      const left = word.length - ending.length;
      if (left >= 3 && word.endsWith(ending) && left + instead.length < word.length) return word.slice(0, left) + instead;
    }
    const doubled = endings.length && word.length > 3 && word.at(-1) === word.at(-2);
    return doubled ? word.slice(0, -1) : word;
  }

  function stem(word) {
    if (!/^\p{L}+$/u.test(word)) return word;
    for (let next = shorter(word); next !== word; next = shorter(word)) word = next;
    return word;
  }

  // ---- which words of the knowledge a typed word may be ----

  // Whether one can be made from the other by at most `most` letters added, left out, changed or swapped.
  function isNear(one, other, most) {
    if (Math.abs(one.length - other.length) > most) return false;
    let before = [];
    let last = Array.from({ length: other.length + 1 }, (_, place) => place);
    for (let i = 1; i <= one.length; i += 1) {
      const row = [i];
      for (let j = 1; j <= other.length; j += 1) {
        const same = one[i - 1] === other[j - 1] ? 0 : 1;
        row[j] = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + same);
        const swapped = i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1];
        if (swapped) row[j] = Math.min(row[j], before[j - 2] + 1);
      }
      [before, last] = [last, row];
    }
    return last[other.length] <= most;
  }

  function mistyped(word) {
    // A word that must not be taken for another one is never put right.
    if (word.length < 4 || apart.has(word) || /\d/.test(word)) return [];
    const most = word.length < 8 ? 1 : 2;
    return [...postings.keys()].filter((known) => known[0] === word[0] && isNear(word, known, most));
  }

  // Give [word of the knowledge, how surely it is meant] for a typed word; `typing`: it may not be finished.
  function meant(word, typing) {
    const whole = stem(word);
    const found = postings.has(whole) ? [[whole, 1]] : [];
    if (typing && word.length > 1) {
      for (const known of postings.keys()) {
        if (known !== whole && known.startsWith(word)) found.push([known, BEGINNING]);
      }
    }
    return found.length ? found : mistyped(whole).map((known) => [known, MISTYPED]);
  }

  // ---- ranking ----

  function find(query) {
    const all = folded(tokens(query));
    const telling = all.filter((word) => !filler.has(word));
    const words = [...new Set(telling.length ? telling : all)];
    const open = /[\p{L}\d]$/u.test(query) ? words.at(-1) : undefined;
    const scores = new Map();
    for (const word of words) {
      const best = new Map();
      for (const [known, sure] of meant(word, word === open)) {
        for (const [place, weight] of postings.get(known)) {
          best.set(place, Math.max(best.get(place) ?? 0, sure * weight * rarity(known)));
        }
      }
      for (const [place, score] of best) scores.set(place, (scores.get(place) ?? 0) + score);
    }
    const ranked = [...scores].map(([place, score]) => {
      const entry = entries[place];
      return { entry, score: entry.urgent ? score * DANGER : score };
    });
    ranked.sort((one, other) => other.score - one.score);
    return ranked.filter(({ score }) => score >= ranked[0].score * NOT_FAR).map(({ entry }) => entry);
  }

  if (typeof document === "undefined") {
    globalThis.findAnswers = find;
    return;
  }

  // ---- the page ----

  const form = document.getElementById("search-form");
  const field = document.getElementById("query");
  const title = document.getElementById("results-title");
  const count = document.getElementById("results-count");
  const list = document.getElementById("results-list");
  let saying;

  function element(name, className, text) {
    const made = document.createElement(name);
    if (className) made.className = className;
    if (text) made.textContent = text;
    return made;
  }

  function item(entry) {
    const link = element("a", "", entry.question);
    link.href = entry.path;
    const row = element("li");
    row.append(link, element("p", "quiet", `${entry.section} · ${entry.answer}`));
    return row;
  }

  function said(found) {
    if (found.length === 0) return labels.none;
    if (found.length === 1) return labels.one;
    const label = found.length > MOST ? labels.most : labels.many;
    return label.replace("{count}", String(Math.min(found.length, MOST)));
  }

  function show() {
    const query = field.value.trim();
    const found = query ? find(field.value) : [];
    list.replaceChildren(...found.slice(0, MOST).map(item));
    title.hidden = list.hidden = !query;
    // Kept with this visit alone, so that the way back from an answer leads to the same list.
    history.replaceState({ query: field.value }, "");
    // Said after a pause, so that a screen reader is not interrupted at each letter.
    clearTimeout(saying);
    saying = setTimeout(() => {
      count.textContent = query ? said(found) : "";
    }, 250);
  }

  field.addEventListener("input", show);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    show();
    if (!title.hidden) title.focus();
  });
  document.getElementById("no-script").hidden = true;
  form.hidden = false;
  field.value = history.state?.query ?? field.value;
  if (field.value) show();
  // The way here from other pages leads to the field, which was hidden when the browser looked for it.
  if (location.hash === `#${field.id}`) window.addEventListener("load", () => field.focus());
})();
