package org.esscher.plugins.genarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.esscher.plugins.genarm.ArmFixture.expert;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.EsscherException;
import org.esscher.api.Forward;
import org.esscher.api.NextDistribution;
import org.esscher.api.Policy;
import org.esscher.api.Sampler;
import org.esscher.api.Vector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GuidedTest {
  private static final Map<String, ?> AB = Map.of("alphabet", "ab");

  private final ArmFixture fixture = new ArmFixture();
  private final Policy base = fixture.lm(1, AB);
  private final Policy arm = fixture.lm(2, AB);

  @AfterEach
  void close() {
    fixture.close();
  }

  private Policy guided(Expert... experts) {
    return fixture.guided(Map.of("maxTokens", 3), base, List.of(experts));
  }

  /** Every completion of up to three tokens: those that end, and those of three letters. */
  private Batch all() {
    List<String> complete = new ArrayList<>();
    List<String> stack = new ArrayList<>(List.of(""));
    while (!stack.isEmpty()) {
      String text = stack.remove(0);
      complete.add(text);
      if (text.length() < 3) {
        stack.add(text + "a");
        stack.add(text + "b");
      }
    }
    boolean[] truncated = new boolean[complete.size()];
    String[] prompts = new String[complete.size()];
    Arrays.fill(prompts, "ba");
    for (int i = 0; i < truncated.length; i++) {
      truncated[i] = complete.get(i).length() == 3;
    }
    return fixture
        .texts(List.of(prompts), complete)
        .with("truncated", fixture.arena.booleans(truncated));
  }

  private double[] answers(Policy policy, Batch rows) {
    try (Forward forward = policy.forward(rows, Set.of("logp"), fixture.context)) {
      Column logp = forward.output("logp");
      double[] sums = new double[logp.rows()];
      for (int row = 0; row < sums.length; row++) {
        for (int token = logp.start(row); token < logp.start(row + 1); token++) {
          sums[row] += logp.at(token);
        }
      }
      return sums;
    }
  }

  private Batch sample(Policy policy, int each) {
    return policy
        .as(Sampler.class)
        .orElseThrow()
        .sample(fixture.texts(List.of("ba"), List.of("")), each, new Random(5), fixture.context);
  }

  @Test
  void check7SequencesSumToOne() {
    Policy guided = guided(expert(arm, 1.5));

    double sum = Arrays.stream(answers(guided, all())).map(Math::exp).sum();

    assertThat(sum).isEqualTo(1, within(1e-12));
  }

  /**
   * A share p of n draws has standard error √(p(1−p)/n); five of them are allowed for each of 15
   * sequences.
   */
  @Test
  void check7SamplesFollowTheirProbabilities() {
    Policy guided = guided(expert(arm, 1.5));
    int draws = 20_000;
    Batch drawn = sample(guided, draws);
    Map<String, Integer> counts = new HashMap<>();
    for (int row = 0; row < draws; row++) {
      counts.merge(drawn.column("completion").text(row), 1, Integer::sum);
    }
    Batch all = all();
    double[] logp = answers(guided, all);
    for (int row = 0; row < logp.length; row++) {
      double p = Math.exp(logp[row]);
      String text = all.column("completion").text(row);
      double share = counts.getOrDefault(text, 0) / (double) draws;
      assertThat(share).as(text).isEqualTo(p, within(5 * Math.sqrt(p * (1 - p) / draws)));
    }
    double[] recorded = drawn.column("behavior_logp").toArray();
    try (Forward forward = guided.forward(drawn, Set.of("logp"), fixture.context)) {
      assertThat(forward.output("logp").toArray()).containsExactly(recorded, within(1e-13));
    }
  }

  @Test
  void check7ExponentsOfOneExpertAdd() {
    double[] twice = answers(guided(expert(arm, 0.5), expert(arm, 1.25)), all());
    double[] once = answers(guided(expert(arm, 1.75)), all());

    assertThat(twice).containsExactly(once, within(1e-13));
  }

  /** One step of check 1, by way of the models, whose tables are set to it. */
  @Test
  void check1OneStepOfModels() {
    Policy first = fixture.lm(1, AB);
    Policy second = fixture.lm(1, AB);
    set(first, .6, .3, .1);
    set(second, .2, .3, .5);
    Policy guided = fixture.guided(Map.of(), first, List.of(expert(second, 1)));

    Column next =
        guided
            .as(NextDistribution.class)
            .orElseThrow()
            .nextLogp(fixture.texts(List.of("a"), List.of("b")), fixture.context);

    assertThat(Arrays.stream(next.toArray()).map(Math::exp).toArray())
        .containsExactly(new double[] {.46154, .34615, .19231}, within(5e-6));
  }

  private static void set(Policy policy, double a, double b, double end) {
    double[] logits = new double[12];
    for (int state = 0; state < 4; state++) {
      logits[3 * state] = Math.log(a);
      logits[3 * state + 1] = Math.log(b);
      logits[3 * state + 2] = Math.log(end);
    }
    ((TableLmPolicy) policy).assign(Vector.of(logits));
  }

  @Test
  void check5AnExponentOfZeroIsTheBase() {
    Policy never = fixture.lm(3, Map.of("alphabet", "ab", "impossible", "a"));

    assertThat(answers(guided(expert(never, 0)), all()))
        .containsExactly(answers(base, all()), within(1e-14));
  }

  /** Chain rule: the whole vectors of a pass are what is said of each prefix. */
  @Test
  void distributionsOfAPassAreThoseOfItsPrefixes() {
    Policy guided = guided(expert(arm, 2));
    Batch row = fixture.texts(List.of("b"), List.of("ab"));
    try (Forward forward = guided.forward(row, Set.of("class_logp"), fixture.context)) {
      Column vectors = forward.output("class_logp");
      String[] prefixes = {"", "a", "ab"};
      for (int i = 0; i < 3; i++) {
        Column next =
            guided
                .as(NextDistribution.class)
                .orElseThrow()
                .nextLogp(fixture.texts(List.of("b"), List.of(prefixes[i])), fixture.context);
        assertThat(next.toArray())
            .containsExactly(Arrays.copyOfRange(vectors.toArray(), 3 * i, 3 * i + 3));
      }
    }
  }

  /** What an expert rules out never comes; the rest keeps its proportions to the product. */
  @Test
  void aTokenThatAnExpertRulesOutIsNeverDrawn() {
    Policy never = fixture.lm(3, Map.of("alphabet", "ab", "impossible", "a"));
    Batch drawn = sample(guided(expert(never, 1)), 200);

    for (int row = 0; row < drawn.rows(); row++) {
      assertThat(drawn.column("completion").text(row)).doesNotContain("a");
    }
  }

  @Test
  void vocabulariesHaveToBeTheSame() {
    Policy other = fixture.lm(3, Map.of("alphabet", "abc"));

    assertThatThrownBy(() -> guided(expert(other, 1)))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("expert 0 has the tokens [a, b, c, ]")
        .hasMessageContaining("set vocabulary to intersect");
  }

  /** The base's extra token is lost, the expert's never asked for; the others are the product. */
  @Test
  void intersectedVocabulariesKeepTheSharedTokens() {
    Policy wide = fixture.lm(3, Map.of("alphabet", "ab", "extra", "c"));
    Policy wider = fixture.lm(4, Map.of("alphabet", "ab", "extra", "d"));
    Policy guided =
        fixture.guided(Map.of("vocabulary", "intersect"), wide, List.of(expert(wider, 1)));
    Batch prefix = fixture.texts(List.of("a"), List.of("b"));
    double[] first = next(wide, prefix);
    double[] second = next(wider, prefix);

    double[] product = new double[3];
    Arrays.setAll(product, v -> Math.exp(first[v] + second[v]));
    double[] shared = SequenceWorld.normalized(product);
    assertThat(Arrays.stream(next(guided, prefix)).map(Math::exp).toArray())
        .containsExactly(new double[] {shared[0], shared[1], shared[2], 0}, within(1e-14));
  }

  private double[] next(Policy policy, Batch prefix) {
    return policy
        .as(NextDistribution.class)
        .orElseThrow()
        .nextLogp(prefix, fixture.context)
        .toArray();
  }

  /** Somebody else's temperature column is of other models. */
  @Test
  void scoresAreAtItsOwnTemperatureWhateverAColumnSays() {
    Policy guided = guided(expert(arm, 1));
    Batch rows = all();

    assertThat(
            answers(
                guided, rows.with("temperature", fixture.arena.numbers(new double[rows.rows()]))))
        .containsExactly(answers(guided, rows));
  }

  @Test
  void refusesExponentsThatAreNoNumberOrNegative() {
    assertThatThrownBy(() -> expert(arm, Double.NaN))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("alpha is a finite number, got NaN");
    assertThatThrownBy(() -> guided(expert(arm, -1)))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("allowNegative");
    Policy away = fixture.guided(Map.of("allowNegative", true), base, List.of(expert(arm, -1)));
    assertThat(Arrays.stream(next(away, all().take(0))).map(Math::exp).sum())
        .isEqualTo(1, within(1e-14));
  }

  @Test
  void refusesTokensThatTheBaseLacksByRow() {
    assertThatThrownBy(
            () ->
                answers(
                    guided(expert(arm, 1)), fixture.texts(List.of("a", "a"), List.of("b", "x"))))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("row 1, column 'completion': 'x'");
  }

  @Test
  void isNotTrained() {
    try (Forward forward = guided(expert(arm, 1)).forward(all(), Set.of("logp"), fixture.context)) {
      assertThatThrownBy(() -> forward.pullback(Map.of("logp", forward.output("logp")), Set.of()))
          .isInstanceOf(EsscherException.class)
          .hasMessageContaining("'guided' is not trained");
    }
  }
}
