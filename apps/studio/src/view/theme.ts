import { element, icon } from './element.js';

const KEY = 'dynamics-studio-theme';

/** A button that switches between light and dark; until it is pressed, the page follows the system. */
export function themeButton(): HTMLButtonElement {
  const stored = recall();
  if (stored !== undefined) apply(stored);
  return element(
    'button',
    {
      class: 'quiet icon-button',
      with: {
        type: 'button',
        title: 'Light or dark',
        onclick: () => {
          const next = isDark() ? 'light' : 'dark';
          apply(next);
          remember(next);
        },
      },
      attributes: { 'aria-label': 'Switch between light and dark' },
    },
    icon('sun'),
  );
}

function isDark(): boolean {
  const chosen = document.documentElement.dataset['theme'];
  return chosen === undefined ? matchMedia('(prefers-color-scheme: dark)').matches : chosen === 'dark';
}

function apply(theme: 'light' | 'dark'): void {
  document.documentElement.dataset['theme'] = theme;
}

/** Storage may be closed to a page; the choice then lasts as long as the page. */
function recall(): 'light' | 'dark' | undefined {
  try {
    const value = localStorage.getItem(KEY);
    return value === 'light' || value === 'dark' ? value : undefined;
  } catch {
    return undefined;
  }
}

function remember(theme: string): void {
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // Not remembered, then.
  }
}
