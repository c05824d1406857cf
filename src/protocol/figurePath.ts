/** The path of a figure: inside the workspace folder, so that nobody's record points anywhere else. */
export const figurePath = /^(?!\/)(?!.*(?:^|\/)\.\.(?:\/|$))[^\\:\p{Cc}\p{Zl}\p{Zp}]+$/u;
