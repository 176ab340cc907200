package org.esscher.site;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.esscher.runtime.ComponentInfo;
import org.esscher.runtime.Kind;

/**
 * The table that maps each paper to its command: from the recipes, and the commands on their pages.
 */
final class PapersPage {
  private PapersPage() {}

  /**
   * The page.
   *
   * @param components all
   * @param papers the pages under {@code docs/papers} by their recipe's id
   * @throws IllegalArgumentException when a recipe has no page, or its page no command
   */
  static MarkdownPage of(List<ComponentInfo> components, Map<String, MarkdownPage> papers) {
    Map<String, String> rows = new TreeMap<>();
    for (ComponentInfo recipe : components) {
      if (recipe.kind() == Kind.RECIPE) {
        MarkdownPage page = papers.get(recipe.id());
        if (page == null) {
          throw new IllegalArgumentException("there is no docs/papers/" + recipe.id() + ".md");
        }
        rows.put(
            recipe.id(),
            "| ["
                + recipe.id()
                + "](papers/"
                + recipe.id()
                + ".md) | "
                + recipe.paper().replace("|", "\\|")
                + " | `"
                + command(recipe.id(), page).replace("|", "\\|")
                + "` |\n");
      }
    }
    return new MarkdownPage(
        "docs/papers.md",
        "# Papers and their commands\n\n"
            + "Each recipe is the procedure of a paper, with the paper's defaults. Its page says"
            + " what it\n"
            + "does, what we reproduced, and what we didn't. Data sets are public; give the path of"
            + " your copy.\n\n"
            + "| recipe | paper | command |\n"
            + "|---|---|---|\n"
            + String.join("", rows.values()));
  }

  /** The first command of a page that runs its recipe. */
  private static String command(String recipe, MarkdownPage page) {
    return page.text()
        .replace("\\\n", " ")
        .lines()
        .map(line -> line.strip().replaceAll("\\s+", " "))
        .filter(line -> line.matches("\\./esscher run( .*)?"))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    page.source() + " shows no command './esscher run " + recipe + " …'"));
  }
}
