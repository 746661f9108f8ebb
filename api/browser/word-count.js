// Counts the words of a text while it is written, below its field. Nothing is announced at every
// key: whoever listens reads the count like any other line of the page.

for (const told of document.querySelectorAll('[data-words-of]')) {
  const field = document.getElementById(told.dataset.wordsOf);
  if (!field) continue;
  const tell = () => {
    told.textContent = inWords(wordCount(field.value));
  };
  field.addEventListener('input', tell);
  tell();
}

function wordCount(text) {
  return text.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length;
}

function inWords(count) {
  if (count === 0) return '';
  return count === 1 ? '1 word' : `${count} words`;
}
