package org.esscher.plugins.goalconditionedrm;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.PositiveOrZero;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.Default;
import org.esscher.api.EsscherException;
import org.esscher.api.Filter;

/**
 * Leaves out answers that stray from the goal, before they vote: those whose {@code q} falls below
 * a threshold at a token that is looked at. Where no answer of a prompt would be left, all of them
 * stay.
 *
 * <p>Reads {@code prompt_id} and {@code q}, a list a row, the output of a goal-conditioned-rm.
 *
 * @param filterThreshold τ: smallest similarity to the goal, a cosine, that passes
 * @param filterWarmup share of an answer's tokens, at its beginning, that is not judged
 * @param minTokens number of an answer's first tokens that are not judged
 */
@Component(
    value = "goal-filter",
    summary = "leaves out answers whose similarity to the goal falls below a threshold",
    paper = "Nath et al. 2024, arXiv 2407.13887, section 4.2")
public record GoalFilter(
    @Default("0") double filterThreshold,
    @Default("0") @PositiveOrZero @DecimalMax(value = "1", message = "must be at most 1")
        double filterWarmup,
    @Default("5") @PositiveOrZero int minTokens)
    implements Filter {
  @Override
  public Result filter(Batch batch, Context context) {
    Column ids = batch.column("prompt_id");
    Column q = batch.column("q");
    if (q.isText() || !q.ragged() || q.width() != 1) {
      throw EsscherException.data(
          "column 'q': a list of numbers per row is needed, one per token; score answers by the"
              + " output q of a goal-conditioned-rm");
    }
    Map<String, Integer> numbers = new HashMap<>();
    int[] prompts = new int[batch.rows()];
    for (int row = 0; row < prompts.length; row++) {
      int next = numbers.size();
      prompts[row] = numbers.computeIfAbsent(ids.text(row), id -> next);
    }
    int[] failing = new Pruning(filterThreshold, filterWarmup, minTokens).failing(q, prompts);
    int[] kept = IntStream.range(0, failing.length).filter(row -> failing[row] < 0).toArray();
    return new Result(batch.take(kept), 0);
  }
}
