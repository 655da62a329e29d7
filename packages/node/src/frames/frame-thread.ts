/** @file Thread that renders pictures. */
import { frameHandlers, type FrameApi } from '@dynamics-codec/workers/frames';
import { serveThread } from '@dynamics-codec/workers/node';

serveThread<FrameApi>(frameHandlers());
