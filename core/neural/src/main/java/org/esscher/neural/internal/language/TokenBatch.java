package org.esscher.neural.internal.language;

import java.util.List;

/** Sequences of one batch as matrices of tokens, padded on the right. */
final class TokenBatch {
  private final int rows;
  private final int time;
  private final long[] tokens;
  private final long[] positions;
  private final long[] readAt;
  private final long[] targets;
  private final int[] states;
  private final int[] owners;

  private TokenBatch(List<Sequence> sequences, Tokenizer tokenizer) {
    rows = sequences.size();
    // The last token of a sequence is predicted and not read.
    time = Math.max(1, sequences.stream().mapToInt(Sequence::length).max().orElse(2) - 1);
    tokens = new long[rows * time];
    positions = new long[rows * time];
    int scored = sequences.stream().mapToInt(Sequence::scored).sum();
    readAt = new long[scored];
    targets = new long[scored];
    states = new int[scored];
    owners = new int[scored];
    int next = 0;
    for (int row = 0; row < rows; row++) {
      Sequence sequence = sequences.get(row);
      for (int i = 0; i < time; i++) {
        tokens[row * time + i] = i < sequence.length() ? sequence.token(i) : tokenizer.begin();
        positions[row * time + i] = i;
      }
      next = score(sequence, row, next, tokenizer);
    }
  }

  static TokenBatch of(List<Sequence> sequences, Tokenizer tokenizer) {
    return new TokenBatch(sequences, tokenizer);
  }

  private int score(Sequence sequence, int row, int first, Tokenizer tokenizer) {
    int next = first;
    int state = 0;
    for (int i = 1; i < sequence.length(); i++) {
      int token = sequence.token(i);
      if (i >= sequence.given()) {
        readAt[next] = (long) row * time + i - 1;
        targets[next] = token;
        states[next] = state;
        owners[next++] = row;
      }
      state = tokenizer.next(state, token);
    }
    return next;
  }

  int rows() {
    return rows;
  }

  int time() {
    return time;
  }

  /** Tokens, row by row. */
  long[] tokens() {
    return tokens;
  }

  /** Positions, row by row. */
  long[] positions() {
    return positions;
  }

  /** For each scored token, where among {@link #tokens} the one before it stands. */
  long[] readAt() {
    return readAt;
  }

  /** The scored tokens. */
  long[] targets() {
    return targets;
  }

  /** The tokenizer's state before each scored token. */
  int[] states() {
    return states;
  }

  /** The row of each scored token. */
  int[] owners() {
    return owners;
  }
}
