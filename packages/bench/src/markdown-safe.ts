import type { BenchResults } from './results.js';

/** What Markdown or a page made of it acts on, and control characters. */
const UNSAFE = /[\\`*_[\]<>|&]|[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/** Text of unknown origin, such as the name of a clip, for Markdown: it shows as it is and acts as nothing. */
export function escapeMarkdown(text: string): string {
  return text.replace(UNSAFE, (letter) =>
    letter >= ' ' && letter <= '~' ? `\\${letter}` : `\\\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** Results whose names of clips and messages are safe to put into Markdown. */
export function markdownSafe(results: BenchResults): BenchResults {
  return {
    ...results,
    clips: results.clips.map((clip) => ({
      ...clip,
      id: escapeMarkdown(clip.id),
      category: escapeMarkdown(clip.category),
    })),
    failures: results.failures.map((failure) => ({
      ...failure,
      clip: escapeMarkdown(failure.clip),
      message: escapeMarkdown(failure.message),
    })),
  };
}
