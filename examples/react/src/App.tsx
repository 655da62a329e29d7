import '@dynamics-codec/player';
import type {} from '@dynamics-codec/player/jsx';
import { useState } from 'react';

export function App() {
  const [motion, setMotion] = useState(1);
  const [time, setTime] = useState(0);
  return (
    <>
      <dynamics-player
        src="/lakeside.dync"
        autoplay
        loop
        controls
        alt="A lake in the wind"
        motion={motion}
        ontimeupdate={({ currentTarget }) => setTime(currentTarget.currentTime)}
      />
      <p>
        <label>
          Motion{' '}
          <input
            type="range"
            min="0"
            max="3"
            step="0.1"
            value={motion}
            onChange={(event) => setMotion(event.target.valueAsNumber)}
          />
        </label>
      </p>
      <p>{time.toFixed(1)} seconds</p>
    </>
  );
}
