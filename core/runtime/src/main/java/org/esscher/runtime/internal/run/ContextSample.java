package org.esscher.runtime.internal.run;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.esscher.api.Batch;
import org.esscher.api.Column;

/**
 * Some contexts of a batch, evenly spaced: its rows, each by itself; or its prompts, with all rows
 * of each, where those are each other's candidates.
 */
final class ContextSample {
  private final Batch rows;
  private final List<List<Integer>> contexts;

  private ContextSample(Batch rows, List<List<Integer>> contexts) {
    this.rows = rows;
    this.contexts = contexts;
  }

  /** Each row is a context. */
  static ContextSample ofRows(Batch rows) {
    List<List<Integer>> contexts = new ArrayList<>();
    for (int row = 0; row < rows.rows(); row++) {
      contexts.add(List.of(row));
    }
    return new ContextSample(rows, contexts);
  }

  /** Each {@code prompt_id} is a context. */
  static ContextSample ofPrompts(Batch rows) {
    Map<String, List<Integer>> byPrompt = new LinkedHashMap<>();
    Column prompts = rows.column("prompt_id");
    for (int row = 0; row < rows.rows(); row++) {
      byPrompt.computeIfAbsent(prompts.text(row), ignored -> new ArrayList<>()).add(row);
    }
    return new ContextSample(rows, List.copyOf(byPrompt.values()));
  }

  /** How many contexts there are. */
  int size() {
    return contexts.size();
  }

  /** At most so many of them. */
  ContextSample atMost(int most) {
    int kept = Math.min(most, contexts.size());
    List<List<Integer>> some = new ArrayList<>();
    for (int i = 0; i < kept; i++) {
      some.add(contexts.get((int) ((long) i * contexts.size() / kept)));
    }
    return new ContextSample(rows, some);
  }

  /** The first rows of the first context that has several; empty where none has. */
  Optional<Batch> together(int most) {
    return contexts.stream()
        .filter(context -> context.size() > 1)
        .findFirst()
        .map(
            context ->
                rows.take(context.stream().limit(most).mapToInt(Integer::intValue).toArray()));
  }

  /** The rows, context after context. */
  Batch batch() {
    return rows.take(contexts.stream().flatMap(List::stream).mapToInt(Integer::intValue).toArray());
  }

  /** Whether each row of {@link #batch} is the first of its context: one lists all choices. */
  boolean[] firsts() {
    boolean[] firsts = new boolean[contexts.stream().mapToInt(List::size).sum()];
    int at = 0;
    for (List<Integer> context : contexts) {
      firsts[at] = true;
      at += context.size();
    }
    return firsts;
  }
}
