import { BrowserRouter } from 'react-router-dom';
import { SessionProvider } from './api/session';
import { Toasts } from './parts/toast';
import { Preferences } from './prefs/preferences';
import { Gate } from './shell/gate';

export function App() {
  return (
    <Preferences>
      <BrowserRouter>
        <SessionProvider>
          <Toasts>
            <Gate />
          </Toasts>
        </SessionProvider>
      </BrowserRouter>
    </Preferences>
  );
}
