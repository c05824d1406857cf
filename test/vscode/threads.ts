import * as vscode from 'vscode';

const original = vscode.comments.createCommentController;

/**
 * The comment threads that are there now, in the order in which they came: extensions can't read each
 * other's. How they look is tested from outside, in windows.
 */
export function hearThreads(): readonly vscode.CommentThread[] {
  const threads: vscode.CommentThread[] = [];
  before(() => {
    Reflect.set(vscode.comments, 'createCommentController', (id: string, label: string) => {
      const controller = original(id, label);
      const forget = (gone: readonly vscode.CommentThread[]) => {
        threads.splice(0, threads.length, ...threads.filter((one) => !gone.includes(one)));
      };
      const own: vscode.CommentThread[] = [];
      // VS Code's own can't be changed, so this one stands before it.
      return Object.create(controller, {
        createCommentThread: {
          value: (...args: Parameters<typeof controller.createCommentThread>) => {
            const thread = controller.createCommentThread(...args);
            const heard: vscode.CommentThread = Object.create(thread, {
              dispose: {
                value: () => {
                  forget([heard]);
                  thread.dispose();
                },
              },
            });
            own.push(heard);
            threads.push(heard);
            return heard;
          },
        },
        dispose: {
          value: () => {
            forget(own);
            controller.dispose();
          },
        },
      });
    });
  });
  after(() => {
    Reflect.set(vscode.comments, 'createCommentController', original);
  });
  return threads;
}
