package org.esscher.site;

import java.util.Locale;

/**
 * A page as it is written.
 *
 * @param source where it lies in the checkout, such as {@code docs/papers/f-dpo.md}; where a page
 *     that the build writes would lie
 * @param text Markdown
 */
record MarkdownPage(String source, String text) {
  /** Where it lies in the site. */
  String path() {
    return path(source);
  }

  /** Where the page of a file of Markdown lies in the site. */
  static String path(String source) {
    String name =
        source.startsWith("docs/")
            ? source.substring("docs/".length()).replaceFirst("README\\.md$", "index.md")
            : source.toLowerCase(Locale.ROOT);
    return name.replaceFirst("\\.md$", ".html");
  }
}
