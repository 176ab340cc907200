package org.esscher.neural;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Columns;

/**
 * Sums of two whole numbers from 0 as texts: prompt {@code 7+15=}, answer {@code 22}.
 *
 * @param limit summands are below this
 */
record Sums(int limit) {
  /** Problems drawn with repetition; {@code prompt_id} numbers them. */
  Batch draw(int count, RandomGenerator random, Columns columns) {
    List<String> prompts = new ArrayList<>(count);
    List<String> answers = new ArrayList<>(count);
    long[] ids = new long[count];
    for (int i = 0; i < count; i++) {
      int first = random.nextInt(limit);
      int second = random.nextInt(limit);
      prompts.add(first + "+" + second + "=");
      answers.add(String.valueOf(first + second));
      ids[i] = i;
    }
    Map<String, Column> batch = new LinkedHashMap<>();
    batch.put("prompt_id", columns.integers(ids));
    batch.put("prompt", columns.texts(prompts));
    batch.put("answer", columns.texts(answers));
    return columns.batch(batch);
  }

  /** 1 where a completion that ended is the answer, else 0. */
  static double[] rewards(Batch answered) {
    double[] rewards = new double[answered.rows()];
    Column completions = answered.column("completion");
    Column answers = answered.column("answer");
    Column truncated = answered.column("truncated");
    for (int row = 0; row < rewards.length; row++) {
      boolean right = truncated.at(row) == 0 && completions.text(row).equals(answers.text(row));
      rewards[row] = right ? 1 : 0;
    }
    return rewards;
  }
}
