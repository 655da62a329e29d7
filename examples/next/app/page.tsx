import { Lake } from './lake';

export default function Page() {
  return <Lake />;
}
