package org.esscher.plugins.programmablevi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.esscher.api.EsscherException;
import org.esscher.runtime.Esscher;
import org.esscher.runtime.RunBuilder;
import org.esscher.runtime.RunListener;
import org.esscher.runtime.RunResult;
import org.esscher.runtime.Status;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Check 7 of the paper's card, and what every recipe has to keep. */
class ProgrammableViRecipeTest {
  private static final List<String> FILES =
      List.of("metrics.jsonl", "tables.jsonl", "models/guide.json");

  private final Esscher host = Esscher.builder().classPath(Guide.class.getClassLoader()).build();
  @TempDir Path temporary;

  @AfterEach
  void close() {
    host.close();
  }

  private RunBuilder run(String directory) {
    return host.run("programmable-vi").out(temporary.resolve(directory));
  }

  private RunBuilder small(String directory) {
    return run(directory)
        .set("steps", "200")
        .set("replicates", "4")
        .set("evaluationReplicates", "50")
        .seed(2);
  }

  /** A number of the last row of the table {@code evaluation}. */
  private static double evaluated(RunResult result, String field) throws IOException {
    List<String> rows = Files.readAllLines(result.directory().resolve("tables.jsonl"));
    Matcher found =
        Pattern.compile("\"" + field + "\":\\s*(-?[0-9.E-]+)").matcher(rows.get(rows.size() - 1));
    assertThat(found.find()).isTrue();
    return Double.parseDouble(found.group(1));
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

  @Test
  void sameSeedGivesTheSameRun() {
    Path first = small("first").start().directory();
    Path second = small("second").start().directory();

    for (String file : FILES) {
      assertThat(first.resolve(file)).hasSameBinaryContentAs(second.resolve(file));
    }
  }

  @Test
  void resumesWhereItWasStopped() {
    Path whole = small("uninterrupted").start().directory();
    RunResult stopped = small("stopped").listener(new StopAfter(2)).start();
    assertThat(stopped.status()).isEqualTo(Status.CANCELLED);
    RunResult resumed = small("stopped").resume(true).start();
    assertThat(resumed.status()).isEqualTo(Status.FINISHED);
    for (String file : FILES) {
      assertThat(resumed.directory().resolve(file)).hasSameBinaryContentAs(whole.resolve(file));
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
        small(objective)
            .set("objective", objective)
            .set("particles", Integer.toString(particles))
            .set("auxParticles", Integer.toString(auxiliary))
            .set("guide", guide.equals("guide") ? "{id: guide, mean: [3, 0]}" : guide)
            .start();

    List<String> rows = Files.readAllLines(result.directory().resolve("tables.jsonl"));
    assertThat(rows.get(0)).contains("start");
    Matcher first = Pattern.compile("\"value\":\\s*(-?[0-9.E-]+)").matcher(rows.get(0));
    assertThat(first.find()).isTrue();
    assertThat(evaluated(result, "value")).isGreaterThan(Double.parseDouble(first.group(1)));
  }

  @ParameterizedTest
  @CsvSource({"0", "1", "2"})
  @Tag("slow")
  void check7GaussianGuide(long seed) throws IOException {
    RunResult result = run("cone" + seed).seed(seed).start();

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
    RunResult hvi = run("hvi").set("objective", "hvi").set("guide", "circle-guide").start();
    for (double logStd : parameters(hvi)) {
      assertThat(Math.exp(logStd)).isCloseTo(.0475, within(.003));
    }
    assertThat(evaluated(hvi, "value")).isCloseTo(last, within(.06));
    for (String objective : List.of("iwhvi", "diwhvi")) {
      RunResult better =
          run(objective)
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
    refuses(small("a").set("particles", "3"), "replicates");
    refuses(small("b").set("auxParticles", "3"), "iwhvi");
    refuses(small("c").set("objective", "iwelbo").set("particles", "0"), "particles");
  }

  @Test
  void refusesAGuideOfOtherLatents() {
    refuses(
        small("latents").set("guide", "{id: guide, mean: [0, 0, 0], logStd: [0, 0, 0]}"),
        "two latents");
    refuses(small("unequal").set("guide", "{id: guide, mean: [0, 0], logStd: [0]}"), "each latent");
  }

  @Test
  void refusesToTrainAModelWithoutParameters() {
    refuses(small("frozen").set("trainModel", "true"), "model");
  }

  private static void refuses(RunBuilder run, String reason) {
    assertThatThrownBy(run::start)
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining(reason);
  }

  /** Asks the run to stop once it has taken some steps. */
  private static final class StopAfter implements RunListener {
    private final int steps;
    private int taken;

    StopAfter(int steps) {
      this.steps = steps;
    }

    @Override
    public void progress(double fraction, Map<String, Double> metrics) {
      taken++;
    }

    @Override
    public boolean cancelled() {
      return taken >= steps;
    }
  }
}
