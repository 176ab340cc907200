package org.esscher.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.esscher.api.Vocabulary;
import org.esscher.runtime.Esscher;
import org.esscher.runtime.Kind;
import org.junit.jupiter.api.Test;

/** The pages speak of what is there. */
class PagesTest {
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
  private static final List<String> FORBIDDEN =
      List.of("/work", "shared/", "localhost", "127.0.0.1", "/tmp", "/home/", "file://");

  @Test
  void everyLinkedFileExists() {
    List<String> broken = new ArrayList<>();
    for (Path page : Pages.all()) {
      Matcher link = LINK.matcher(withoutCode(Pages.text(page)));
      while (link.find()) {
        String target = link.group(1).replaceFirst("#.*", "");
        if (!target.isEmpty()
            && !target.contains("://")
            && !Files.exists(page.resolveSibling(target))) {
          broken.add(Pages.ROOT.relativize(page) + " links to " + target);
        }
      }
    }
    assertThat(broken).isEmpty();
  }

  @Test
  void noPageNamesAPlaceOnSomebodysMachine() {
    List<String> found = new ArrayList<>();
    for (Path page : Pages.all()) {
      String text = Pages.text(page);
      FORBIDDEN.stream()
          .filter(text::contains)
          .forEach(name -> found.add(Pages.ROOT.relativize(page) + " holds " + name));
    }
    assertThat(found).isEmpty();
  }

  @Test
  void everyRecipeHasAPage() {
    try (Esscher host = Esscher.builder().classPath(PagesTest.class.getClassLoader()).build()) {
      List<String> without =
          host.components().stream()
              .filter(component -> component.kind() == Kind.RECIPE)
              .map(component -> "docs/papers/" + component.id() + ".md")
              .filter(page -> !Files.exists(Pages.ROOT.resolve(page)))
              .toList();
      assertThat(without).isEmpty();
    }
  }

  @Test
  void theDataPageHoldsEveryTermOfTheVocabulary() {
    String page = Pages.text(Pages.ROOT.resolve("docs/data.md"));
    List<String> missing =
        Vocabulary.terms().values().stream()
            .map(PagesTest::row)
            .filter(row -> !page.contains(row))
            .toList();
    assertThat(missing).isEmpty();
  }

  private static String row(Vocabulary.Term term) {
    return String.format(
        Locale.ROOT,
        "| `%s` | %s | %s | %s |",
        term.name(),
        words(term.type()),
        words(term.range()),
        term.meaning());
  }

  private static String words(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /** A page without its blocks of code, where brackets are no links. */
  private static String withoutCode(String text) {
    return text.replaceAll("(?s)```.*?```", "").replaceAll("`[^`\n]*`", "");
  }
}
