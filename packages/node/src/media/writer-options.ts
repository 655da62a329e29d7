import type { ColourDescription, FrameRate } from 'dynamics-codec/picture';

/** Formats that can be written. */
export type OutputFormat = 'mp4' | 'webm' | 'gif' | 'webp' | 'avif' | 'y4m' | 'png';

/** Options of `createVideoWriter`. */
export interface VideoWriterOptions {
  /** Told from the file's ending when left out; y4m for standard output. */
  readonly format?: OutputFormat;
  readonly width: number;
  readonly height: number;
  readonly frameRate: FrameRate;
  /** How the samples are stored and tagged. GIF and PNG hold RGB and ignore it. */
  readonly colour: ColourDescription;
  /** 0 to 100 for mp4, webm, webp and avif; 80 when left out, which no eye tells from the source. */
  readonly quality?: number;
  /** Whether pictures may have a cover, which webm, gif, webp and png keep; all formats lay them over a colour otherwise. */
  readonly transparent?: boolean;
  /** That colour, `#rrggbb`; what is transparent stays so where left out and the format can, and is black where it cannot. */
  readonly background?: string;
  /** Whether what exists under the output's name may be replaced, when all is written; true when left out. */
  readonly replace?: boolean;
  readonly signal?: AbortSignal;
}
