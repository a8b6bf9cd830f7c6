// Whether a session was begun here and did not end. Scripts do not see its cookie; without a session there is nobody to
// ask for. Where storage is closed to us it is always asked.
const name = 'session';

export function hasBegun(): boolean {
  try {
    return localStorage.getItem(name) !== null;
  } catch {
    return true;
  }
}

export function keepBegun(begun: boolean) {
  try {
    if (begun) localStorage.setItem(name, 'begun');
    else localStorage.removeItem(name);
  } catch {
    return;
  }
}
