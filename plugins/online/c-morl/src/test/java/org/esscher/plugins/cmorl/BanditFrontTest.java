package org.esscher.plugins.cmorl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.esscher.api.Batch;
import org.esscher.api.Estimate;
import org.esscher.api.Objective;
import org.esscher.api.State;
import org.esscher.data.Arena;
import org.esscher.runtime.internal.wiring.CallContext;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Check 6: arms (1, 0), (0, 1) and (.6, .6) and a softmax policy. Rows are all arms, weighted by
 * their probabilities, so that derivatives are exact; the archive and the losses are the product's.
 */
class BanditFrontTest {
  private static final double[][] ARMS = {{1, 0}, {0, 1}, {.6, .6}};
  private static final double RATE = .5;
  private static final int SELECT = 5;
  private static final double[] ORIGIN = {0, 0};

  @AutoClose private final Fixture fixture = new Fixture();

  private final List<double[]> parameters = new ArrayList<>();
  private final Set<Integer> extended = new HashSet<>();

  private static double[] softmax(double[] logits) {
    double high = Arrays.stream(logits).max().orElseThrow();
    double[] pi = Arrays.stream(logits).map(each -> Math.exp(each - high)).toArray();
    double mass = Arrays.stream(pi).sum();
    return Arrays.stream(pi).map(each -> each / mass).toArray();
  }

  private static double[] returns(double[] logits) {
    double[] pi = softmax(logits);
    double[] returns = new double[2];
    for (int k = 0; k < pi.length; k++) {
      returns[0] += pi[k] * ARMS[k][0];
      returns[1] += pi[k] * ARMS[k][1];
    }
    return returns;
  }

  /** One step of gradient descent. */
  private void step(Objective objective, double[] logits) {
    double[] pi = softmax(logits);
    double[] mean = returns(logits);
    double[] logp = Arrays.stream(pi).map(Math::log).toArray();
    double[] advantage = new double[6];
    double[] value = new double[6];
    double[] arm = new double[6];
    boolean initial = objective instanceof CMorlInit;
    for (int i = 0; i < 6; i++) {
      value[i] = mean[i % 2];
      arm[i] = initial ? ARMS[i / 2][i % 2] : mean[i % 2];
      advantage[i] = ARMS[i / 2][i % 2] - mean[i % 2];
    }
    try (Arena arena = fixture.host.arena("step")) {
      Batch rows =
          arena.batch(
              Map.of(
                  "weight", arena.numbers(pi),
                  "logp", arena.numbers(logp),
                  "old_logp", arena.numbers(logp),
                  "advantage", arena.vectors(2, advantage),
                  "old_value", arena.vectors(2, value),
                  "value", arena.vectors(2, value),
                  "return", arena.vectors(2, arm)));
      Estimate estimate =
          fixture
              .host
              .services()
              .estimation()
              .estimate(
                  objective,
                  Map.of("transitions", rows),
                  State.empty(),
                  null,
                  new CallContext(
                      arena, 1, CallContext.NO_ROLES, fixture.host.services().components(), "t"),
                  false);
      String loss = initial ? "c-morl-init" : "c-morl-ipo";
      double[] back = Fixture.cotangents(estimate, loss, "logp");
      double sum = Arrays.stream(back).sum();
      for (int k = 0; k < logits.length; k++) {
        logits[k] -= RATE * (back[k] - pi[k] * sum);
      }
    }
  }

  private Archive with(Archive archive, double[] logits) {
    double[] point = returns(logits);
    if (!archive.welcomes(point)) {
      return archive;
    }
    parameters.add(logits.clone());
    return archive.with(
        new Archive.Member(parameters.size() - 1, List.of(point[0], point[1]), false));
  }

  private Archive initial() {
    Archive archive = new Archive(List.of());
    for (List<Double> weights : List.of(List.of(1., 0.), List.of(0., 1.))) {
      double[] logits = new double[3];
      for (int i = 0; i < 300; i++) {
        step(new CMorlInit(weights, .2, 0, false), logits);
      }
      archive = with(archive, logits);
    }
    return archive;
  }

  private Archive round(Archive archive, double beta, double t) {
    List<Archive.Member> chosen = archive.loneliest(SELECT);
    for (Archive.Member member : chosen) {
      assertThat(extended.add(member.slot())).as("check 7: none is selected twice").isTrue();
    }
    Archive found = archive.selected(chosen);
    for (Archive.Member member : chosen) {
      for (int objective = 0; objective < 2; objective++) {
        CMorlIpo extension =
            new CMorlIpo(
                objective,
                member.returns(),
                beta,
                t,
                1e-3,
                .2,
                ThresholdMode.START,
                ThresholdForm.RATIO,
                ReturnSurrogate.ADVANTAGE,
                false);
        double[] logits = parameters.get(member.slot()).clone();
        for (int i = 1; i <= 200; i++) {
          step(extension, logits);
          found = i % 20 == 0 ? with(found, logits) : found;
        }
      }
    }
    Archive kept = found.pruned(ORIGIN, 200);
    assertThat(Front.nonDominated(kept.points()))
        .as("check 7: no member is dominated")
        .hasSize(kept.members().size());
    return kept;
  }

  private double[] volumes(double beta, double t, int rounds) {
    parameters.clear();
    extended.clear();
    Archive archive = initial();
    double[] volumes = new double[rounds + 1];
    volumes[0] = new Volume(ORIGIN).of(archive.points());
    for (int i = 1; i <= rounds; i++) {
      archive = round(archive, beta, t);
      volumes[i] = new Volume(ORIGIN).of(archive.points());
    }
    return volumes;
  }

  @Test
  @Tag("slow")
  void check6_volumesOfSixRounds() {
    double[] volumes = volumes(.9, 20, 6);

    assertThat(volumes[0]).isCloseTo(.012, within(.0005));
    assertThat(Arrays.copyOfRange(volumes, 1, 7))
        .containsExactly(new double[] {.03, .19, .32, .42, .49, .53}, within(.04));
  }

  /** After two rounds; six give .584, and t = 100 gives .575 after six. */
  @Test
  @Tag("slow")
  void check6_looserConstraints() {
    assertThat(volumes(.5, 20, 2)[2]).isCloseTo(.55, within(.04));
  }

  /** Corners, and what lies on the way: not a preference ends inside a segment. */
  @Test
  void check6_weightedSumsEndInCorners() {
    for (List<Double> weights : Preferences.grid(2, .125)) {
      double[] logits = {.1, 0, 0};
      for (int i = 0; i < 1500; i++) {
        ascend(weights, logits);
      }
      assertThat(Arrays.stream(softmax(logits)).max().orElseThrow())
          .as("%s", weights)
          .isGreaterThan(.97);
    }
  }

  /** The exact derivative of w·G, which the losses above have, in fewer words. */
  private static void ascend(List<Double> weights, double[] logits) {
    double[] pi = softmax(logits);
    double[] mean = returns(logits);
    for (int k = 0; k < logits.length; k++) {
      double advantage =
          weights.get(0) * (ARMS[k][0] - mean[0]) + weights.get(1) * (ARMS[k][1] - mean[1]);
      logits[k] += RATE * pi[k] * advantage;
    }
  }
}
