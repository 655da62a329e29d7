/**
 * @file Types of `<dynamics-player>` in JSX and templates, and nothing else: `import '@dynamics-codec/player/jsx'`, once in a
 * program. React 19, Preact and Solid have a namespace each, Svelte and Vue a table of elements, everything else the global
 * namespace.
 */
/* eslint-disable @typescript-eslint/no-namespace, @typescript-eslint/ban-ts-comment -- augmentations, of what may be missing */
import type { DynamicsPlayer } from './element.js';

/** Names of the events of a player. */
export type PlayerEvent =
  | 'emptied'
  | 'loadstart'
  | 'progress'
  | 'stalled'
  | 'suspend'
  | 'durationchange'
  | 'loadedmetadata'
  | 'loadeddata'
  | 'canplay'
  | 'canplaythrough'
  | 'play'
  | 'playing'
  | 'waiting'
  | 'pause'
  | 'timeupdate'
  | 'seeking'
  | 'seeked'
  | 'ratechange'
  | 'volumechange'
  | 'ended'
  | 'error'
  | 'generatorchange';

/** Hears an event of a player. */
export type PlayerListener = (event: Event & { readonly currentTarget: DynamicsPlayer }) => void;

/** Attributes of a player that are properties, too, and of the type that the property has. */
type Reflected =
  | 'src'
  | 'srcObject'
  | 'autoplay'
  | 'loop'
  | 'preload'
  | 'loading'
  | 'crossOrigin'
  | 'fetchPriority'
  | 'playsInline'
  | 'muted'
  | 'volume'
  | 'playbackRate'
  | 'currentTime'
  | 'controls'
  | 'poster'
  | 'alt'
  | 'motion'
  | 'liveliness'
  | 'fidelity'
  | 'models'
  | 'generator'
  | 'renderer';

/** What `<dynamics-player>` takes in JSX beside that which every element takes. */
export type DynamicsPlayerProps = {
  [Name in Reflected]?: DynamicsPlayer[Name] | undefined;
} & {
  [Name in PlayerEvent as `on${Name}`]?: PlayerListener | undefined;
} & {
  width?: number | string | undefined;
  height?: number | string | undefined;
  ref?:
    DynamicsPlayer | { current: DynamicsPlayer | null } | ((player: DynamicsPlayer | null) => void) | null | undefined;
};

/** A framework's attributes of any element, from its table of elements, and those of a player. */
export type PlayerElement<Elements> = DynamicsPlayerProps &
  (Elements extends { span: infer Span } ? Omit<Span, keyof DynamicsPlayerProps> : Record<string, unknown>);

declare global {
  namespace JSX {
    interface IntrinsicElements {
      'dynamics-player': PlayerElement<unknown>;
    }
  }
}

/** @ts-ignore Where React is not installed. */
declare module 'react' {
  namespace JSX {
    interface IntrinsicElements {
      'dynamics-player': PlayerElement<IntrinsicElements>;
    }
  }
}

/** @ts-ignore Where Preact is not installed. */
declare module 'preact' {
  namespace JSX {
    interface IntrinsicElements {
      'dynamics-player': PlayerElement<IntrinsicElements>;
    }
  }
}

/** @ts-ignore Where Solid is not installed. */
declare module 'solid-js/jsx-runtime' {
  namespace JSX {
    interface IntrinsicElements {
      'dynamics-player': PlayerElement<IntrinsicElements>;
    }
  }
}

/** @ts-ignore Where Svelte is not installed. */
declare module 'svelte/elements' {
  interface SvelteHTMLElements {
    'dynamics-player': PlayerElement<SvelteHTMLElements>;
  }
}

/** What `<dynamics-player>` takes in a template of Vue: events as `@playing`. */
export type VuePlayerProps = DynamicsPlayerProps & {
  [Name in PlayerEvent as `on${Capitalize<Name>}`]?: PlayerListener | undefined;
};

/** @ts-ignore Where Vue is not installed. */
declare module 'vue' {
  interface GlobalComponents {
    'dynamics-player': new () => { $props: VuePlayerProps };
  }
}
