package org.esscher.plugins.fdpg;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Context;
import org.esscher.api.EsscherException;
import org.esscher.api.State;
import org.esscher.api.Transform;

/**
 * Makes rows of answers the choices of their question: shuffles each question's answers, so that no
 * place in the file tells who wrote one; gives each row the question's answers as {@code
 * candidates}; and keeps one row of an answer that was given several times, which the list still
 * counts. So the probabilities of a question's rows sum to 1.
 */
record CandidateLists() implements Transform {
  @Override
  public Batch apply(Batch rows, State fitted, Context context) {
    if (rows.has("weight")) {
      throw EsscherException.data(
          "f-dpg weights candidates by their probability, and the data has a column 'weight';"
              + " rename or drop it");
    }
    Column completions = texts(rows);
    List<Integer> kept = new ArrayList<>();
    List<List<String>> candidates = new ArrayList<>();
    RandomGenerator random = context.random();
    for (List<Integer> question : Questions.of(rows).values()) {
      List<Integer> order = new ArrayList<>(question);
      for (int i = order.size() - 1; i > 0; i--) {
        Collections.swap(order, i, random.nextInt(i + 1));
      }
      List<String> answers = order.stream().map(completions::text).toList();
      Set<String> seen = new HashSet<>();
      for (int row : order) {
        if (seen.add(completions.text(row))) {
          kept.add(row);
          candidates.add(answers);
        }
      }
    }
    Batch distinct = rows.take(kept.stream().mapToInt(Integer::intValue).toArray());
    return distinct.with("candidates", context.columns().textLists(candidates));
  }

  private static Column texts(Batch rows) {
    Column completions = rows.column("completion");
    for (int row = 0; row < rows.rows(); row++) {
      if (!completions.isText() || completions.ragged() || completions.isMissing(row)) {
        throw EsscherException.data(
            "row %d, column 'completion': a candidate's text is needed, got %s",
            row, completions.isMissing(row) ? "nothing" : "no text");
      }
    }
    return completions;
  }
}
