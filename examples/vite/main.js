import '@dynamics-codec/player';
import './style.css';

const player = document.querySelector('dynamics-player');
document.querySelector('input').addEventListener('input', ({ target }) => {
  player.motion = target.valueAsNumber;
});
