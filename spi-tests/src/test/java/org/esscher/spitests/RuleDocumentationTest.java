package org.esscher.spitests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.esscher.spitests.example.SquaredErrorConformanceTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The written specification and the tests hold the same rules, one to one and word for word. */
class RuleDocumentationTest {
  /** A row of a table: id, rule, intent. */
  private static final Pattern ROW =
      Pattern.compile("^\\| ([A-Z]+-\\d+) \\| (.+?) \\| (.+?) \\|$", Pattern.MULTILINE);

  @ParameterizedTest
  @CsvSource({
    "EST, estimators.md, org.esscher.spitests.EstimatorVerification",
    "DIV, divergences.md, org.esscher.spitests.DivergenceVerification",
    "POL, policies.md, org.esscher.spitests.PolicyVerification",
    "PLG, plugins.md, org.esscher.spitests.PluginVerification",
    "REW, reward-models.md, org.esscher.spitests.RewardModelVerification",
    "ENV, environments.md, org.esscher.spitests.EnvironmentVerification",
    "REC, recipes.md, org.esscher.spitests.RecipeVerification"
  })
  void everyRuleHasOneTest(String prefix, String page, Class<?> verification) throws IOException {
    Map<String, String> tested = new TreeMap<>();
    assertThat(verification.getDeclaredMethods())
        .as("rules outside of a group")
        .noneMatch(method -> method.isAnnotationPresent(Rule.class));
    for (Class<?> group : verification.getDeclaredClasses()) {
      for (Method method : group.getDeclaredMethods()) {
        Rule rule = method.getAnnotation(Rule.class);
        if (rule != null) {
          assertThat(tested.put(rule.id(), rule.must())).as("two tests of %s", rule.id()).isNull();
        }
      }
    }
    Path file = Path.of("..", "docs", "spec", page);
    String text = Files.readString(file, StandardCharsets.UTF_8);
    Map<String, String> written = new TreeMap<>();
    Matcher row = ROW.matcher(text);
    while (row.find()) {
      assertThat(written.put(row.group(1), row.group(2)))
          .as("two rows of %s", row.group(1))
          .isNull();
    }
    assertThat(tested).isNotEmpty().isEqualTo(written);
    assertThat(List.copyOf(tested.keySet())).allMatch(id -> id.startsWith(prefix + "-"));
    assertThat(tested.values()).allMatch(must -> must.contains("MUST") || must.contains("SHOULD"));
  }

  /** The page's example is a class that is compiled and run here. */
  @Test
  void exampleIsOneThatRuns() throws IOException {
    Path source =
        Path.of(
            "src/test/java",
            SquaredErrorConformanceTest.class.getName().replace('.', '/') + ".java");
    String code =
        Files.readString(source, StandardCharsets.UTF_8)
            .replaceFirst("^package .*;\\s+", "")
            .replaceFirst("(?m)^/\\*\\* .* \\*/\\R", "");
    String page = Files.readString(Path.of("..", "docs", "conformance.md"), StandardCharsets.UTF_8);
    assertThat(page).contains("```java\n" + code + "```");
  }
}
