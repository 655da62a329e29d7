/** @file The studio's page: everything it does begins here. */
import clip from '../../../samples/lakeside.mp4?url';
import stream from '../../../test/golden/lakeside.dync?url';
import { Studio } from './view/studio.js';

const addressOf = (asset: string): string => new URL(asset, import.meta.url).href;

new Studio(document.body, { clip: addressOf(clip), stream: addressOf(stream) });
