package org.esscher.site;

import java.net.URI;
import java.nio.file.Path;
import java.util.Objects;

/**
 * Where the links of a page lead in the site.
 *
 * @param source the page, as it lies in the checkout
 */
record Destinations(String source) {
  /** What the site has in place of a link's destination, relative to the page's place in it. */
  String relative(String destination) {
    if (destination.isEmpty()
        || destination.startsWith("#")
        || URI.create(destination).getScheme() != null) {
      return destination;
    }
    String anchor = destination.contains("#") ? destination.replaceFirst("^[^#]*", "") : "";
    Path from = Objects.requireNonNull(Path.of("/" + MarkdownPage.path(source)).getParent());
    return from.relativize(Path.of("/" + page(destination))) + anchor;
  }

  /** The same relative to the root of the site, without an anchor. */
  String page(String destination) {
    String file = file(destination);
    if (file.endsWith(".md")) {
      return MarkdownPage.path(file);
    }
    return file.endsWith(".svg") ? file.replaceFirst("^docs/", "") : SourcePages.path(file);
  }

  /** The file or directory that a link of the page means, as it lies in the checkout. */
  String file(String destination) {
    Path page = Path.of("/" + source);
    return page.resolveSibling(destination.replaceFirst("#.*", ""))
        .normalize()
        .toString()
        .substring(1);
  }
}
