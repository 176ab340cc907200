package org.esscher.plugins.fdpg;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Context;
import org.esscher.api.Dataset;
import org.esscher.api.Run;

/**
 * Candidates by question, to train on and to hold out.
 *
 * @param train candidates of the training questions
 * @param test candidates of the questions held out
 * @param testInFileOrder the rows of the questions held out as they are in the file
 */
record CandidateSplit(Dataset train, Dataset test, Dataset testInFileOrder) {
  private static final String QUESTION = "prompt_id";

  /**
   * Splits the source {@code data} by the hash of the question.
   *
   * @param run has the source
   * @param testFraction of the questions is held out
   */
  static CandidateSplit of(Run run, double testFraction) {
    Dataset data = run.data("data");
    Dataset candidates = data.transformed("candidates", new CandidateLists());
    return new CandidateSplit(
        candidates.part(QUESTION, testFraction, 1),
        candidates.part(QUESTION, 0, testFraction),
        data.part(QUESTION, 0, testFraction));
  }

  /**
   * The training candidates once, in an order of questions drawn anew.
   *
   * @param context draws the order; the batches live as long as its columns
   * @param questions how many a batch; the last may have fewer
   */
  List<Batch> epoch(Context context, int questions) {
    Batch rows = train.batch();
    List<List<Integer>> order = new ArrayList<>(Questions.of(rows).values());
    RandomGenerator random = context.random();
    for (int i = order.size() - 1; i > 0; i--) {
      Collections.swap(order, i, random.nextInt(i + 1));
    }
    // Rows taken from the dataset itself would stay until the run ends.
    Map<String, Column> columns = new LinkedHashMap<>();
    rows.names().forEach(name -> columns.put(name, rows.column(name)));
    Batch ofStep = context.columns().batch(columns);
    List<Batch> batches = new ArrayList<>();
    for (int from = 0; from < order.size(); from += questions) {
      int[] taken =
          order.subList(from, Math.min(order.size() - from, questions) + from).stream()
              .flatMap(List::stream)
              .mapToInt(Integer::intValue)
              .toArray();
      batches.add(ofStep.take(taken));
    }
    return batches;
  }
}
