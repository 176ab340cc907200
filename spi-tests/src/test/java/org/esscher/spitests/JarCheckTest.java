package org.esscher.spitests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.esscher.api.EsscherException;
import org.esscher.spitests.CheckReport.Checked;
import org.esscher.spitests.RuleResult.Outcome;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The kit over jars that nobody wrote tests for. */
class JarCheckTest {
  @TempDir static Path directory;

  private static final String ERROR =
      """
      @Component(value = "third-error", summary = "a squared error")
      public record ThirdError(@Default("1") @Positive double scale) implements Objective {
        public Losses losses(Inputs in) {
          Slot rows = in.slot("rows");
          Expr value = rows.output("critic", "value", Level.ROW);
          Expr error = value.minus(rows.column("target", Level.ROW)).over(scale);
          return Losses.of(Loss.exact("error", "critic", LOSS));
        }
      }
      """;

  private static final String KL =
      """
      @Component(value = "third-kl", summary = "the reverse divergence")
      public record ThirdKl() implements DistributionDivergence {
        public Expr between(Expr policy, Expr target, Level to) {
          return policy.exp().times(policy.minus(target)).sum(to);
        }
      }
      """;

  private static final String NEEDY =
      """
      @Component(value = "third-needy", summary = "a mean of a chosen column")
      public record Needy(String column) implements Statistic {
        public Map<String, Expr> quantities(Inputs in) {
          Expr values = in.slot("rows").column(column, Level.ROW);
          return Map.of("mean", values.mean(Level.BATCH));
        }
      }
      """;

  private static final String SQUARES =
      """
      @Component(value = "third-squares", summary = "the sum of squared differences")
      public record Squares() implements DistributionDivergence {
        public static Expr of(Expr error) {
          return error.square();
        }

        public Expr between(Expr policy, Expr target, Level to) {
          return of(policy.exp().minus(target.exp())).sum(to);
        }
      }
      """;

  private static String error(String loss) {
    return ERROR.replace("LOSS", loss);
  }

  @BeforeAll
  static void packs() throws IOException {
    new CompiledPlugins()
        .with("good", Map.of("ThirdError", error("error.square().mean(Level.BATCH)")))
        .with(
            "weightless",
            Map.of(
                "ThirdError",
                error("error.square().sum(Level.BATCH)"),
                "Needy",
                NEEDY,
                "ThirdKl",
                KL))
        .with("library", Map.of("Squares", SQUARES))
        .with(
            "dependent",
            Map.of("ThirdError", error("third.library.Squares.of(error).mean(Level.BATCH)")))
        .pack(directory);
    Files.writeString(directory.resolve("broken.jar"), "this is not a jar");
  }

  private static CheckReport check(String jar, String... id) {
    return new JarCheck(List.of(), JarCheckTest.class.getClassLoader())
        .check(directory.resolve(jar), id.length == 0 ? null : id[0]);
  }

  private static Checked checked(CheckReport report, String id) {
    return report.checked().stream().filter(one -> one.id().equals(id)).findFirst().orElseThrow();
  }

  private static List<String> rules(Checked checked, Outcome outcome) {
    return checked.of(outcome).stream().map(RuleResult::rule).toList();
  }

  @Test
  void aGoodJarPasses() {
    CheckReport report = check("good.jar");
    assertThat(report.passed()).isTrue();
    Checked plugin = checked(report, "third.good.ThirdPlugin");
    assertThat(plugin.results()).hasSize(14).allMatch(one -> one.outcome() == Outcome.PASSED);
    Checked error = checked(report, "third-error");
    assertThat(rules(error, Outcome.PASSED)).contains("EST-1", "EST-2", "EST-9", "EST-22");
    assertThat(error.of(Outcome.NOT_RUN))
        .contains(new RuleResult("EST-3", Outcome.NOT_RUN, "no slot is grouped"));
  }

  @Test
  void brokenComponentsAreToldRuleByRule() {
    CheckReport report = check("weightless.jar");
    assertThat(report.passed()).isFalse();
    // 0·log 0 is NaN where it should be 0.
    Checked kl = checked(report, "third-kl");
    assertThat(rules(kl, Outcome.FAILED)).containsExactly("DIV-9");
    assertThat(kl.of(Outcome.FAILED).get(0).message())
        .startsWith("DIV-9: ")
        .contains("To do: take 0·log 0 as 0");
  }

  @Test
  void whatCantBeGuessedIsNotRunWithItsReason() {
    Checked needy = checked(check("weightless.jar", "third-needy"), "third-needy");
    assertThat(needy.results())
        .containsExactly(
            new RuleResult(
                "",
                Outcome.NOT_RUN,
                "[column] has no default: write a verification class, which sets it"));
  }

  @Test
  void aPluginMayNameTheClassesOfTheJarsBesideIt() throws IOException {
    Path both = Files.createDirectory(directory.resolve("both"));
    for (String jar : List.of("library.jar", "dependent.jar")) {
      Files.copy(directory.resolve(jar), both.resolve(jar));
    }
    assertThat(rules(checked(check("both"), "third.dependent.ThirdPlugin"), Outcome.PASSED))
        .contains("PLG-13");
    assertThat(
            rules(checked(check("dependent.jar"), "third.dependent.ThirdPlugin"), Outcome.FAILED))
        .contains("PLG-13");
  }

  @Test
  void oneComponentIsCheckedAlone() {
    CheckReport report = check("weightless.jar", "third-error");
    assertThat(report.checked()).extracting(Checked::id).containsExactly("third-error");
  }

  @Test
  void unknownIdsAndJarsAreRefused() {
    assertThatThrownBy(() -> check("good.jar", "third-eror"))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("has no component 'third-eror'; it has [third-error]");
    assertThatThrownBy(() -> check("absent.jar"))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("there is no jar");
  }

  @Test
  void whatCantBeLoadedIsTold() {
    CheckReport report = check("broken.jar");
    assertThat(report.passed()).isFalse();
    assertThat(report.failures()).hasSize(1);
  }
}
