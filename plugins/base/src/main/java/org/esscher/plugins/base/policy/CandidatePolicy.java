package org.esscher.plugins.base.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.esscher.api.Batch;
import org.esscher.api.Context;
import org.esscher.api.Enumerable;
import org.esscher.api.EsscherException;
import org.esscher.api.Forward;
import org.esscher.api.Policy;
import org.esscher.api.Sampler;
import org.esscher.plugins.base.model.ScalarColumn;
import org.esscher.plugins.base.model.Scores;

/**
 * A softmax over the candidates that {@link CandidateSets} finds, by a score of the text alone.
 * Outputs: {@code logp} of the row's {@code completion}, and its {@code score}.
 *
 * <p>Where rows are each other's candidates, choosing one takes all columns of its row, and adds
 * its group's texts as {@code candidates}: so drawn and enumerated rows can be scored again,
 * whatever other rows stand beside them.
 */
abstract class CandidatePolicy implements Policy, Sampler, Enumerable {
  private static final Set<String> OUTPUTS = Set.of("logp", "score");

  private final String group;

  /**
   * A policy.
   *
   * @param group the column whose equal values make rows each other's candidates
   */
  CandidatePolicy(String group) {
    this.group = group;
  }

  /** Scores of texts. */
  abstract Scores scores(List<String> texts);

  @Override
  public final Set<String> inputs() {
    return Set.of("completion");
  }

  @Override
  public final Optional<String> groupedBy(Set<String> columns) {
    return CandidateSets.groupedBy(columns, group);
  }

  @Override
  public final Set<String> outputs() {
    return OUTPUTS;
  }

  @Override
  public final Forward forward(Batch batch, Set<String> outputs, Context context) {
    if (!OUTPUTS.containsAll(outputs)) {
      throw EsscherException.user(
          "a policy over candidates computes %s, but %s was asked for", OUTPUTS, outputs);
    }
    CandidateSets sets = CandidateSets.of(batch, group);
    CandidateLaw law = law(sets);
    return new CandidateForward(law, own(batch, sets, law), context.columns());
  }

  private CandidateLaw law(CandidateSets sets) {
    List<String> texts = new ArrayList<>();
    int[] starts = new int[sets.size() + 1];
    for (int set = 0; set < sets.size(); set++) {
      texts.addAll(sets.set(set).texts());
      starts[set + 1] = texts.size();
    }
    int[] counts = new int[texts.size()];
    for (int set = 0; set < sets.size(); set++) {
      for (int place = 0; place < sets.set(set).texts().size(); place++) {
        counts[starts[set] + place] = sets.set(set).count(place);
      }
    }
    return new CandidateLaw(scores(texts), starts, counts);
  }

  private static int[] own(Batch batch, CandidateSets sets, CandidateLaw law) {
    ScalarColumn completions = ScalarColumn.of(batch, "completion");
    int[] own = new int[batch.rows()];
    for (int row = 0; row < own.length; row++) {
      CandidateSet set = sets.set(sets.setOf(row));
      int place = set.place(completions.text(row));
      if (place < 0) {
        throw completions.refused(
            row, "one of the row's " + set.listed().size() + " candidates is needed");
      }
      own[row] = law.start(sets.setOf(row)) + place;
    }
    return own;
  }

  @Override
  public final Batch enumerate(Batch contexts, Context context) {
    CandidateSets sets = CandidateSets.of(contexts, group);
    CandidateLaw law = law(sets);
    Choices choices = new Choices(sets, law);
    List<Long> contextRows = new ArrayList<>();
    for (int row = 0; row < contexts.rows(); row++) {
      for (int place = 0; place < sets.set(sets.setOf(row)).texts().size(); place++) {
        choices.add(row, place);
        contextRows.add((long) row);
      }
    }
    long[] numbers = contextRows.stream().mapToLong(Long::longValue).toArray();
    return choices
        .of(contexts, "logp", context)
        .with("context_row", context.columns().integers(numbers));
  }

  @Override
  public final Batch sample(Batch contexts, int each, RandomGenerator random, Context context) {
    CandidateSets sets = CandidateSets.of(contexts, group);
    CandidateLaw law = law(sets);
    Choices choices = new Choices(sets, law);
    for (int row = 0; row < contexts.rows(); row++) {
      int set = sets.setOf(row);
      for (int draw = 0; draw < each; draw++) {
        int from = law.start(set);
        choices.add(row, LogSoftmax.draw(law.logp(), from, law.start(set + 1), random) - from);
      }
    }
    return choices.of(contexts, "behavior_logp", context);
  }

  /** Candidates that were chosen for contexts. */
  private static final class Choices {
    private final CandidateSets sets;
    private final CandidateLaw law;
    private final List<Integer> rows = new ArrayList<>();
    private final List<String> completions = new ArrayList<>();
    private final List<Double> logps = new ArrayList<>();
    private final List<List<String>> candidates = new ArrayList<>();

    Choices(CandidateSets sets, CandidateLaw law) {
      this.sets = sets;
      this.law = law;
    }

    void add(int contextRow, int place) {
      CandidateSet set = sets.set(sets.setOf(contextRow));
      rows.add(sets.rowOf(contextRow, place));
      completions.add(set.texts().get(place));
      logps.add(law.logp()[law.start(sets.setOf(contextRow)) + place]);
      candidates.add(set.listed());
    }

    Batch of(Batch contexts, String logp, Context context) {
      double[] values = logps.stream().mapToDouble(Double::doubleValue).toArray();
      Batch chosen =
          contexts
              .take(rows.stream().mapToInt(Integer::intValue).toArray())
              .with("completion", context.columns().texts(completions))
              .with(logp, context.columns().numbers(values));
      return sets.choosesRows()
          ? chosen.with("candidates", context.columns().textLists(candidates))
          : chosen;
    }
  }
}
