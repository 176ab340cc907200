package org.esscher.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The pages of the papers' recipes are all made alike. */
class PaperPagesTest {
  /** Sections, in this order; a page may leave some out. */
  private static final List<String> SECTIONS =
      List.of(
          "What it does",
          "Run it",
          "Configuration",
          "What came out",
          "What we reproduced",
          "What we did not",
          "What is refused",
          "Limits");

  private static final Pattern SECTION = Pattern.compile("(?m)^## (.*?)(?: of the recipe)?$");

  static Stream<String> recipes() {
    return Pages.all().stream()
        .map(page -> Pages.ROOT.relativize(page).toString())
        .filter(page -> page.startsWith("docs/papers/"))
        .map(page -> page.replaceAll(".*/|\\.md$", ""));
  }

  private static String page(String recipe) {
    return Pages.text(Pages.ROOT.resolve("docs/papers/" + recipe + ".md"));
  }

  @ParameterizedTest
  @MethodSource("recipes")
  void thePageHasTheTemplatesSectionsInOrder(String recipe) {
    List<String> sections = new ArrayList<>();
    Matcher section = SECTION.matcher(page(recipe));
    while (section.find()) {
      sections.add(section.group(1));
    }
    assertThat(SECTIONS).containsSubsequence(sections);
    assertThat(sections).startsWith("What it does", "Run it", "Configuration");
    assertThat(sections).containsAnyOf("What came out", "What we reproduced");
  }

  @ParameterizedTest
  @MethodSource("recipes")
  void thePageBeginsWithTheIdAndTheSource(String recipe) {
    String page = page(recipe);
    assertThat(page.lines().findFirst().orElse("")).startsWith("# " + recipe + ": ");
    assertThat(page.substring(page.indexOf('\n'), page.indexOf("\n## ")))
        .as("the paper, with its year")
        .containsPattern("\\b(19|20)\\d\\d\\b");
  }

  @ParameterizedTest
  @MethodSource("recipes")
  void thePageShowsACommandThatRunsIt(String recipe) {
    // kl-inference is what runs where nothing else is named.
    String named = recipe.equals("kl-inference") ? "" : " " + recipe + "\\b";
    assertThat(page(recipe)).containsPattern("(?m)^ *\\./esscher run" + named);
  }

  @Test
  void theTableOfPapersHasThemAll() {
    String table =
        Pages.text(Pages.ROOT.resolve("README.md"))
            + Pages.text(Pages.ROOT.resolve("docs/baselines.md"));
    assertThat(recipes().filter(recipe -> !table.contains("papers/" + recipe + ".md"))).isEmpty();
  }
}
