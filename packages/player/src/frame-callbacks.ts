/** Functions that wait for the next frame, as `requestVideoFrameCallback` of a video takes them. */
export class FrameCallbacks {
  private waiting = new Map<number, VideoFrameRequestCallback>();
  private last = 0;
  private presentedFrames = 0;

  /** Calls `callback` once, with the next frame that is drawn. @returns a number to cancel it by */
  request(callback: VideoFrameRequestCallback): number {
    this.waiting.set(++this.last, callback);
    return this.last;
  }

  /** Does not call it. */
  cancel(handle: number): void {
    this.waiting.delete(handle);
  }

  /** A frame has been drawn. @param now time of the refresh of the display, in milliseconds */
  present(now: number, frame: Pick<VideoFrameCallbackMetadata, 'width' | 'height' | 'mediaTime'>): void {
    this.presentedFrames++;
    const due = this.waiting;
    this.waiting = new Map();
    const metadata = {
      ...frame,
      presentationTime: performance.now(),
      expectedDisplayTime: now,
      presentedFrames: this.presentedFrames,
    };
    for (const callback of due.values()) {
      try {
        callback(now, metadata);
      } catch (error) {
        reportError(error);
      }
    }
  }
}
