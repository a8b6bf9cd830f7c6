import { Component, type ReactNode } from 'react';
import { Button } from './button';
import { WordsContext } from '../words/words';
import { Empty } from './empty';

// A page that throws, or whose chunk is gone after an update, leaves the rest of the console standing.
export class ErrorBoundary extends Component<{ children: ReactNode }, { failed: boolean }> {
  static override contextType = WordsContext;
  declare context: React.ContextType<typeof WordsContext>;
  override state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  override render() {
    const words = this.context?.shell.broken;
    if (!this.state.failed || !words) return this.props.children;
    return <Empty title={words.title} hint={words.text} action={<Button onClick={() => location.reload()}>{words.reload}</Button>} />;
  }
}
