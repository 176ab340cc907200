package org.esscher.plugins.hypo;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Columns;
import org.esscher.api.Estimate;
import org.esscher.api.Optimizer;
import org.esscher.api.State;
import org.esscher.api.Vector;
import org.esscher.data.Arena;
import org.esscher.plugins.hypo.ArmsProblem.Outcome;
import org.esscher.plugins.hypo.Hypo.KlEstimator;

/**
 * Policies of several problems, trained side by side on all their pairs by Adam. One estimate holds
 * the rows of all problems, of which each has the same total weight: so a problem's cotangents are
 * those of an estimate of its own, divided by the number of problems.
 */
final class ArmsTrial {
  private static final int STEPS = 2000;
  private static final int SAMPLES = 16;

  private final HypoFixture fixture;
  private final List<ArmsProblem> problems;

  ArmsTrial(HypoFixture fixture, int seeds) {
    this.fixture = fixture;
    this.problems =
        LongStream.range(0, seeds).mapToObj(seed -> new ArmsProblem(fixture, seed)).toList();
  }

  List<Outcome> train(Hypo loss) {
    RandomGenerator random = HypoFixture.random(1);
    Optimizer adam = fixture.host.component(Optimizer.class, "adam", Map.of("rate", 0.05));
    List<Vector> thetas = new ArrayList<>();
    List<State> states = new ArrayList<>();
    for (int i = 0; i < problems.size(); i++) {
      thetas.add(Vector.of(new double[ArmsProblem.WIDTH]));
      states.add(State.empty());
    }
    for (int step = 0; step < STEPS; step++) {
      List<double[]> logp = logp(thetas);
      List<double[]> cotangents = cotangents(loss, logp, random);
      for (int i = 0; i < problems.size(); i++) {
        Vector gradient = problems.get(i).gradient(cotangents.get(i), logp.get(i));
        Optimizer.Step next =
            adam.step(thetas.get(i), gradient.times(problems.size()), states.get(i), 1);
        thetas.set(i, next.parameters());
        states.set(i, next.state());
      }
    }
    List<double[]> logp = logp(thetas);
    return IntStream.range(0, problems.size())
        .mapToObj(i -> problems.get(i).outcome(logp.get(i), loss.beta()))
        .toList();
  }

  private List<double[]> logp(List<Vector> thetas) {
    return IntStream.range(0, problems.size())
        .mapToObj(i -> problems.get(i).logp(thetas.get(i)))
        .toList();
  }

  /** Of the arms' log-probs, by problem. */
  private List<double[]> cotangents(Hypo loss, List<double[]> logp, RandomGenerator random) {
    try (Arena step = fixture.arena.child("step")) {
      List<int[]> chosen = problems.stream().map(problem -> problem.chosen).toList();
      List<int[]> rejected = problems.stream().map(problem -> problem.rejected).toList();
      List<int[]> online = logp.stream().map(law -> online(loss, law, random)).toList();
      Map<String, Batch> slots = new LinkedHashMap<>();
      slots.put("pairs", pairs(chosen, rejected, logp, step));
      if (loss.lambda() > 0) {
        slots.put("online", answers(online, logp, step));
      }
      Estimate found = fixture.estimate(loss, slots, step);
      List<double[]> sums = logp.stream().map(law -> new double[ArmsProblem.ARMS]).toList();
      add(HypoFixture.cotangents(found, "pairs", "chosen_logp"), chosen, sums);
      add(HypoFixture.cotangents(found, "pairs", "rejected_logp"), rejected, sums);
      if (loss.lambda() > 0) {
        add(HypoFixture.cotangents(found, "online", "logp"), online, sums);
      }
      return sums;
    }
  }

  private static int[] online(Hypo loss, double[] logp, RandomGenerator random) {
    boolean exact = loss.klEstimator() == KlEstimator.EXACT;
    int[] arms = new int[exact ? ArmsProblem.ARMS : SAMPLES];
    Arrays.setAll(arms, i -> exact ? i : draw(logp, random));
    return arms;
  }

  private static int draw(double[] logp, RandomGenerator random) {
    double left = random.nextDouble();
    int arm = 0;
    while (arm < logp.length - 1 && left >= Math.exp(logp[arm])) {
      left -= Math.exp(logp[arm++]);
    }
    return arm;
  }

  private static void add(double[] cotangents, List<int[]> arms, List<double[]> sums) {
    int row = 0;
    for (int i = 0; i < arms.size(); i++) {
      for (int arm : arms.get(i)) {
        sums.get(i)[arm] += cotangents[row++];
      }
    }
  }

  private Batch pairs(
      List<int[]> chosen, List<int[]> rejected, List<double[]> logp, Columns columns) {
    Map<String, Column> pairs = new LinkedHashMap<>();
    pairs.put("chosen_logp", at(logp, chosen, columns));
    pairs.put("rejected_logp", at(logp, rejected, columns));
    pairs.put("ref_chosen_logp", at(reference(), chosen, columns));
    pairs.put("ref_rejected_logp", at(reference(), rejected, columns));
    pairs.put(
        "weight",
        columns.numbers(problems.stream().flatMapToDouble(p -> Arrays.stream(p.counts)).toArray()));
    return columns.batch(pairs);
  }

  private Batch answers(List<int[]> arms, List<double[]> logp, Columns columns) {
    Map<String, Column> answers = new LinkedHashMap<>();
    answers.put(
        "prompt_id",
        columns.integers(
            IntStream.range(0, arms.size())
                .flatMap(i -> Arrays.stream(arms.get(i)).map(arm -> i))
                .asLongStream()
                .toArray()));
    answers.put("logp", at(logp, arms, columns));
    answers.put("ref_logp", at(reference(), arms, columns));
    return columns.batch(answers);
  }

  private List<double[]> reference() {
    return problems.stream().map(problem -> problem.reference).toList();
  }

  private static Column at(List<double[]> values, List<int[]> arms, Columns columns) {
    return columns.numbers(
        IntStream.range(0, arms.size())
            .mapToObj(i -> Arrays.stream(arms.get(i)).mapToDouble(arm -> values.get(i)[arm]))
            .flatMapToDouble(rows -> rows)
            .toArray());
  }
}
