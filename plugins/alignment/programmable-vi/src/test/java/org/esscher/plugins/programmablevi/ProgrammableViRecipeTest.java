package org.esscher.plugins.programmablevi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.esscher.spitests.TrialRuns.rows;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.esscher.api.EsscherException;
import org.esscher.api.Recipe;
import org.esscher.runtime.RunBuilder;
import org.esscher.runtime.RunResult;
import org.esscher.spitests.RecipeVerification;
import org.esscher.spitests.RecordedRow;
import org.esscher.spitests.TrialRuns;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Check 7 of the paper's card, and what every recipe has to keep. */
class ProgrammableViRecipeTest {
  @AutoClose private static final TrialRuns RUNS = new TrialRuns(Guide.class.getClassLoader());

  private RunBuilder run() {
    return RUNS.of("programmable-vi");
  }

  private RunBuilder small() {
    return run()
        .set("steps", "200")
        .set("replicates", "4")
        .set("evaluationReplicates", "50")
        .seed(2);
  }

  /** A number of the last row of the table {@code evaluation}. */
  private static double evaluated(RunResult result, String field) {
    List<RecordedRow> rows = rows(result, "evaluation");
    return rows.get(rows.size() - 1).number(field);
  }

  private static double[] parameters(RunResult result) throws IOException {
    String saved = Files.readString(result.directory().resolve("models/guide.json"));
    Matcher list = Pattern.compile("\"parameters\"\\s*:\\s*\\[([^\\]]*)\\]").matcher(saved);
    assertThat(list.find()).isTrue();
    return Pattern.compile(",")
        .splitAsStream(list.group(1))
        .mapToDouble(Double::parseDouble)
        .toArray();
  }

  @Nested
  class Conformance extends RecipeVerification {
    @Override
    protected Recipe recipe() {
      return small().set("steps", "300").set("replicates", "1").recipe();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "iwelbo, 5, 1, guide",
    "hvi, 1, 1, circle-guide",
    "diwhvi, 2, 3, circle-guide",
    "rws-guide, 5, 1, guide"
  })
  void everyObjectiveRises(String objective, int particles, int auxiliary, String guide)
      throws IOException {
    RunResult result =
        small()
            .set("objective", objective)
            .set("particles", Integer.toString(particles))
            .set("auxParticles", Integer.toString(auxiliary))
            .set("guide", guide.equals("guide") ? "{id: guide, mean: [3, 0]}" : guide)
            .start();

    RecordedRow start = rows(result, "evaluation").get(0);
    assertThat(start.text("when")).isEqualTo("start");
    assertThat(evaluated(result, "value")).isGreaterThan(start.number("value"));
  }

  @ParameterizedTest
  @CsvSource({"0", "1", "2"})
  @Tag("slow")
  void check7GaussianGuide(long seed) throws IOException {
    RunResult result = run().seed(seed).start();

    // Five standard errors of 5000 samples with variance .75 are .06.
    assertThat(evaluated(result, "value")).isCloseTo(-8.0745, within(.08));
    double[] parameters = parameters(result);
    boolean alongX = Math.abs(parameters[0]) > Math.abs(parameters[1]);
    double far = alongX ? parameters[0] : parameters[1];
    double near = alongX ? parameters[1] : parameters[0];
    assertThat(Math.abs(far)).isCloseTo(2.22, within(.03));
    assertThat(near).isCloseTo(0, within(.1));
    assertThat(Math.exp(parameters[alongX ? 2 : 3])).isCloseTo(.034, within(.005));
    assertThat(Math.exp(parameters[alongX ? 3 : 2])).isCloseTo(.28, within(.04));
  }

  @Test
  @Tag("slow")
  void check7ExpressiveGuide() throws IOException {
    double last = -9.75;
    RunResult hvi = run().set("objective", "hvi").set("guide", "circle-guide").start();
    for (double logStd : parameters(hvi)) {
      assertThat(Math.exp(logStd)).isCloseTo(.0475, within(.003));
    }
    assertThat(evaluated(hvi, "value")).isCloseTo(last, within(.06));
    for (String objective : List.of("iwhvi", "diwhvi")) {
      RunResult better =
          run()
              .set("objective", objective)
              .set("guide", "circle-guide")
              .set("auxParticles", "5")
              .set("particles", objective.equals("diwhvi") ? "5" : "1")
              .set("replicates", "16")
              .start();
      double value = evaluated(better, "value");
      assertThat(value).isGreaterThan(last + .2);
      assertThat(value).isLessThan(-5.323232);
      last = value;
    }
  }

  @Test
  void refusesDrawsWithoutUse() {
    refuses(small().set("particles", "3"), "replicates");
    refuses(small().set("auxParticles", "3"), "iwhvi");
    refuses(small().set("objective", "iwelbo").set("particles", "0"), "particles");
  }

  @Test
  void refusesAGuideOfOtherLatents() {
    refuses(small().set("guide", "{id: guide, mean: [0, 0, 0], logStd: [0, 0, 0]}"), "two latents");
    refuses(small().set("guide", "{id: guide, mean: [0, 0], logStd: [0]}"), "each latent");
  }

  @Test
  void refusesToTrainAModelWithoutParameters() {
    refuses(small().set("trainModel", "true"), "model");
  }

  private static void refuses(RunBuilder run, String reason) {
    assertThatThrownBy(run::start)
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining(reason);
  }
}
