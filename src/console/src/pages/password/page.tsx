import { useSession } from '../../api/session';
import { PasswordForm } from '../../parts/password-form';
import { useWords } from '../../words/words';
import { LoneFrame } from '../lone-frame';

// Somebody else gave the password: nothing is served before it is changed.
export default function ForcedPasswordPage() {
  const words = useWords().shell.password;
  const { ask } = useSession();
  return (
    <LoneFrame title={words.forcedTitle}>
      <p className="lone__text">{words.forcedText}</p>
      <PasswordForm onChanged={ask} />
    </LoneFrame>
  );
}
