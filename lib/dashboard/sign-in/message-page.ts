import './message-page.css';

export interface MessagePage {
  readonly title: string;
  readonly text: string;
  readonly action: string;
  readonly onAction: () => void;
}

/** Shows a page with one message and one action, before the rest of the dashboard is loaded. */
export function showMessage({ title, text, action, onAction }: MessagePage): void {
  const heading = document.createElement('h1');
  heading.textContent = title;
  const paragraph = document.createElement('p');
  paragraph.textContent = text;
  const button = document.createElement('button');
  button.type = 'button';
  button.textContent = action;
  button.addEventListener('click', onAction);
  const card = document.createElement('main');
  card.className = 'message-page';
  card.append(heading, paragraph, button);
  document.getElementById('root')?.replaceChildren(card);
  button.focus();
}
