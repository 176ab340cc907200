package org.esscher.neural.internal.language;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.EsscherException;

/**
 * Prompts and completions of a batch as sequences of tokens. A prompt that is longer than its share
 * of the context is cut from the left, at a whole character: the model's distribution is given the
 * prompt's end alone, wherever the prompt is used. A completion is refused where it is too long, or
 * cut and the loss told.
 *
 * @param tokenizer makes tokens
 * @param prompt the column of the prompt, or empty for none
 * @param maxPrompt tokens of a prompt at most
 * @param context tokens that the network sees at most, begin included and end not
 * @param cutsCompletions whether long completions are cut, and not refused
 */
record Texts(
    Tokenizer tokenizer, String prompt, int maxPrompt, int context, boolean cutsCompletions) {
  static final String COMPLETION = "completion";
  static final String TOKENS = "tokens";
  private static final String TRUNCATED = "truncated";

  /** The same, which refuses long completions. */
  Texts refusing() {
    return new Texts(tokenizer, prompt, maxPrompt, context, false);
  }

  /** Columns that scoring reads. */
  Set<String> inputs() {
    return prompt.isEmpty() ? Set.of(COMPLETION) : Set.of(prompt, COMPLETION);
  }

  /** Begin and the prompts' tokens. */
  List<int[]> prompts(Batch batch) {
    List<int[]> prompts = new ArrayList<>(batch.rows());
    Column texts = prompt.isEmpty() ? null : text(batch, prompt);
    for (int row = 0; row < batch.rows(); row++) {
      int[] tokens = texts == null ? new int[0] : encoded(texts, row, prompt);
      int[] kept = ending(tokens);
      int[] begun = new int[kept.length + 1];
      begun[0] = tokenizer.begin();
      System.arraycopy(kept, 0, begun, 1, kept.length);
      prompts.add(begun);
    }
    return prompts;
  }

  /** The last tokens that fit, from the beginning of a character. */
  private int[] ending(int[] tokens) {
    if (tokens.length <= maxPrompt) {
      return tokens;
    }
    int from = tokens.length - maxPrompt;
    int state = 0;
    for (int i = 0; i < tokens.length; i++) {
      if (i >= from && state == 0) {
        return Arrays.copyOfRange(tokens, i, tokens.length);
      }
      state = tokenizer.next(state, tokens[i]);
    }
    return new int[0];
  }

  /** Prompts and completions; a completion that {@code truncated} marks did not end. */
  List<Sequence> sequences(Batch batch) {
    List<int[]> prompts = prompts(batch);
    Column texts = text(batch, COMPLETION);
    Column truncated = batch.has(TRUNCATED) ? batch.column(TRUNCATED) : null;
    Column recorded = !tokenizer.determined() && batch.has(TOKENS) ? batch.column(TOKENS) : null;
    List<Sequence> sequences = new ArrayList<>(batch.rows());
    for (int row = 0; row < batch.rows(); row++) {
      int[] completion =
          recorded == null ? encoded(texts, row, COMPLETION) : recorded(recorded, texts, row);
      boolean ended = truncated == null || truncated.at(row) == 0;
      sequences.add(sequence(prompts.get(row), completion, ended, row));
    }
    return sequences;
  }

  private Sequence sequence(int[] begun, int[] completion, boolean ended, int row) {
    // The last token is predicted and never read, so it needs no place in the context.
    int room = context + 1 - begun.length;
    int wanted = completion.length + (ended ? 1 : 0);
    if (wanted > room && !cutsCompletions) {
      throw EsscherException.data(
          "row %d: the completion has %d tokens, its end included, but the context of %d leaves"
              + " room for %d after %d of the prompt; raise context, drop the row, or set"
              + " longCompletions to cut",
          row, wanted, context, room, begun.length - 1);
    }
    int kept = Math.min(wanted, room);
    int[] tokens = Arrays.copyOf(begun, begun.length + kept);
    System.arraycopy(completion, 0, tokens, begun.length, Math.min(kept, completion.length));
    if (kept > completion.length) {
      tokens[tokens.length - 1] = tokenizer.end();
    }
    return new Sequence(tokens, begun.length, wanted - kept);
  }

  private static Column text(Batch batch, String name) {
    Column column = batch.column(name);
    if (!column.isText() || column.ragged()) {
      throw EsscherException.data(
          "column '%s' must hold one text per row for a language model", name);
    }
    return column;
  }

  /** What was sampled, token by token: the text alone doesn't tell. */
  private int[] recorded(Column lists, Column texts, int row) {
    int[] tokens = new int[lists.start(row + 1) - lists.start(row)];
    for (int i = 0; i < tokens.length; i++) {
      double token = lists.at(lists.start(row) + i);
      if (!(token >= 0 && token < tokenizer.size() && token == Math.rint(token))) {
        throw EsscherException.data(
            "row %d, column 'tokens': token %d is %s, but ids are whole numbers from 0 to %d",
            row, i, token, tokenizer.size() - 1);
      }
      if (token == tokenizer.end()) {
        throw EsscherException.data(
            "row %d, column 'tokens': token %d is %d, the end, which rows have without naming it;"
                + " leave it out, and say in 'truncated' which rows have none",
            row, i, tokenizer.end());
      }
      tokens[i] = (int) token;
    }
    String text = texts.text(row);
    String decoded = tokenizer.decode(tokens, tokens.length);
    if (!decoded.equals(text)) {
      throw EsscherException.data(
          "row %d: the column 'tokens' says '%s', but 'completion' is '%s'; drop the column where"
              + " completions have changed, or tokens are of another tokenizer",
          row, decoded, text);
    }
    return tokens;
  }

  private int[] encoded(Column texts, int row, String name) {
    if (texts.isMissing(row)) {
      throw EsscherException.data("row %d, column '%s': a text is needed, got nothing", row, name);
    }
    try {
      return tokenizer.encode(texts.text(row));
    } catch (IllegalArgumentException e) {
      throw EsscherException.data(
          "row %d, column '%s': the text has no tokens, because %s", row, name, e.getMessage());
    }
  }
}
