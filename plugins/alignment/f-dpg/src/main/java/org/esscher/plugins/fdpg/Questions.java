package org.esscher.plugins.fdpg;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.EsscherException;

/** The rows of each question, by {@code prompt_id}. */
final class Questions {
  private Questions() {}

  /**
   * Finds them.
   *
   * @param rows has {@code prompt_id}
   * @return row numbers in order, by question in the order of first appearance
   * @throws EsscherException (DATA) when a row names no question
   */
  static Map<String, List<Integer>> of(Batch rows) {
    Column ids = rows.column("prompt_id");
    Map<String, List<Integer>> questions = new LinkedHashMap<>();
    for (int row = 0; row < rows.rows(); row++) {
      if (ids.ragged() || ids.isMissing(row)) {
        throw EsscherException.data(
            "row %d, column 'prompt_id': one value per row is needed, got %s",
            row, ids.ragged() ? "a list" : "nothing");
      }
      questions.computeIfAbsent(ids.text(row), ignored -> new ArrayList<>()).add(row);
    }
    return questions;
  }
}
