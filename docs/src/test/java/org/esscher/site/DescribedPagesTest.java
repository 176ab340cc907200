package org.esscher.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.esscher.runtime.ComponentInfo;
import org.esscher.runtime.Kind;
import org.junit.jupiter.api.Test;

class DescribedPagesTest {
  private static final ComponentInfo DPO =
      new ComponentInfo(
          Kind.ESTIMATOR,
          "dpo",
          "Σ over *pairs*",
          "Rafailov et al. 2023",
          "Dpo",
          "base.jar",
          List.of(
              new ComponentInfo.Field("beta", "double", "0.1", "> 0", "β\na: b|c\nd: e"),
              new ComponentInfo.Field("mode", "a|b", null, "", "")));
  private static final ComponentInfo TILT =
      new ComponentInfo(Kind.RECIPE, "tilt", "tilts", "Esscher 1932", "Tilt", "t.jar", List.of());

  @Test
  void eachKindHasAPageAndTheIndexLinksToEachComponent() {
    List<MarkdownPage> pages = new ComponentPages(List.of(DPO, TILT), Set.of("tilt")).pages();
    assertThat(pages)
        .extracting(MarkdownPage::source)
        .containsExactly(
            "docs/components/estimator.md", "docs/components/recipe.md", "docs/components.md");
    assertThat(pages.get(0).text())
        .contains("# Estimators", "## dpo", "Σ over \\*pairs\\*.", "Rafailov et al. 2023.")
        .contains("| `beta` | β. a: b\\|c; d: e | double, default `0.1`, \\> 0 |")
        .contains("| `mode` |  | a\\|b, required |");
    assertThat(pages.get(1).text())
        .contains("## tilt\n\nTilts.")
        .contains("[Its page](../papers/tilt.md)", "No configuration.");
    assertThat(pages.get(2).text())
        .contains("2 components")
        .contains("| [dpo](components/estimator.md#dpo) | Σ over \\*pairs\\* |");
  }

  @Test
  void eachPaperIsMappedToTheFirstCommandOfItsPage() {
    MarkdownPage page =
        new MarkdownPage(
            "docs/papers/tilt.md",
            "# tilt\n\n```\n./esscher list\n./esscher run tilt \\\n  --data log.csv\n```\n");
    assertThat(PapersPage.of(List.of(DPO, TILT), Map.of("tilt", page)).text())
        .contains("| [tilt](papers/tilt.md) | Esscher 1932 | `./esscher run tilt --data log.csv` |")
        .doesNotContain("dpo");
  }

  @Test
  void aRecipeWithoutPageOrCommandEndsTheBuild() {
    assertThatThrownBy(() -> PapersPage.of(List.of(TILT), Map.of()))
        .hasMessage("there is no docs/papers/tilt.md");
    assertThatThrownBy(
            () ->
                PapersPage.of(
                    List.of(TILT), Map.of("tilt", new MarkdownPage("docs/papers/tilt.md", "# t"))))
        .hasMessage("docs/papers/tilt.md shows no command './esscher run tilt …'");
  }
}
