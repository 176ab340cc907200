package org.esscher.plugins.oreal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Context;
import org.esscher.api.EsscherException;
import org.esscher.api.State;
import org.esscher.api.Transform;

/**
 * Gives rows the completions of their prompt as {@code candidates}, for policies that choose among
 * them.
 *
 * @param onePerPrompt whether only the first row of each prompt stays, to draw rollouts for
 */
record Candidates(boolean onePerPrompt) implements Transform {
  @Override
  public Batch apply(Batch rows, State fitted, Context context) {
    Column ids = rows.column("prompt_id");
    Column completions = rows.column("completion");
    Map<String, List<String>> answers = new LinkedHashMap<>();
    List<Integer> first = new ArrayList<>();
    for (int row = 0; row < rows.rows(); row++) {
      if (!completions.isText() || completions.ragged() || completions.isMissing(row)) {
        throw EsscherException.data(
            "row %d, column 'completion': a text is needed, got %s",
            row, completions.isMissing(row) ? "nothing" : "no text");
      }
      List<String> own = answers.computeIfAbsent(ids.text(row), id -> new ArrayList<>());
      if (own.isEmpty()) {
        first.add(row);
      }
      own.add(completions.text(row));
    }
    List<List<String>> candidates = new ArrayList<>();
    for (int row = 0; row < rows.rows(); row++) {
      candidates.add(answers.getOrDefault(ids.text(row), List.of()));
    }
    Batch whole = rows.with("candidates", context.columns().textLists(candidates));
    return onePerPrompt ? whole.take(first.stream().mapToInt(Integer::intValue).toArray()) : whole;
  }
}
