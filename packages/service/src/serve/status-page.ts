/** The page at `/`: how many jobs there are, and the last of them. It asks the API; a key is kept for the tab alone. */
export const STATUS_PAGE = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>dync</title>
<style>
  body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 50rem; padding: 0 1rem; color-scheme: light dark; }
  table { border-collapse: collapse; width: 100%; }
  td, th { text-align: left; padding: 0.2rem 0.8rem 0.2rem 0; overflow-wrap: anywhere; }
</style>
<h1>Jobs</h1>
<label>Key <input id="key" type="password" autocomplete="off"></label>
<p id="counts" role="status"></p>
<table><thead><tr><th>job<th>state<th>progress<th>reason</thead><tbody id="jobs"></tbody></table>
<script>
  const key = document.getElementById('key');
  key.value = sessionStorage.getItem('key') ?? '';
  key.addEventListener('input', () => sessionStorage.setItem('key', key.value));
  const ask = async (path) => {
    const response = await fetch(path, { headers: key.value ? { authorization: 'Bearer ' + key.value } : {} });
    if (!response.ok) throw new Error((await response.json()).message);
    return response.json();
  };
  const show = async () => {
    try {
      const counts = await ask('v1/jobs/counts');
      document.getElementById('counts').textContent = Object.entries(counts).map(([state, n]) => n + ' ' + state).join(', ');
      const lists = await Promise.all(['active', 'waiting', 'failed', 'done'].map((state) => ask('v1/jobs?count=20&state=' + state)));
      document.getElementById('jobs').replaceChildren(...lists.flat().map((job) => {
        const row = document.createElement('tr');
        for (const text of [job.id, job.state, Math.round(100 * job.progress) + ' %', job.reason ?? ''])
          row.insertCell().textContent = text;
        return row;
      }));
    } catch (error) {
      document.getElementById('counts').textContent = error.message;
    }
  };
  show();
  setInterval(show, 2000);
</script>
</html>
`;
