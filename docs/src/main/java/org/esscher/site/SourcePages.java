package org.esscher.site;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Files and directories of the checkout that pages link to: each is shown as a page. */
final class SourcePages {
  private final Path checkout;
  private final Map<String, Page> pages = new LinkedHashMap<>();

  SourcePages(Path checkout) {
    this.checkout = checkout;
  }

  /** Where the page of a file or directory lies in the site. */
  static String path(String file) {
    return "source/" + file + ".html";
  }

  /** Shows a file, or the files of a directory, if there is one. */
  void show(String file) throws IOException {
    Path shown = checkout.resolve(file);
    if (pages.containsKey(path(file))) {
      return;
    }
    if (Files.isRegularFile(shown)) {
      add(file, "<pre><code>" + Html.escaped(Files.readString(shown)) + "</code></pre>\n");
    } else if (Files.isDirectory(shown)) {
      StringBuilder list = new StringBuilder("<ul>\n");
      String here = new Page(path(file), "", "").toRoot();
      for (String inside : files(shown)) {
        show(file + "/" + inside);
        list.append("<li><a href=\"")
            .append(here)
            .append(path(file + "/" + inside))
            .append("\"><code>")
            .append(Html.escaped(inside))
            .append("</code></a></li>\n");
      }
      add(file, list.append("</ul>\n").toString());
    }
  }

  private void add(String file, String body) {
    String name = Html.escaped(file);
    pages.put(
        path(file), new Page(path(file), file, "<h1><code>" + name + "</code></h1>\n" + body));
  }

  private static List<String> files(Path directory) throws IOException {
    try (Stream<Path> found = Files.walk(directory)) {
      return found
          .filter(Files::isRegularFile)
          .map(file -> directory.relativize(file).toString())
          .filter(name -> !name.startsWith("target/") && !name.contains("/target/"))
          .sorted()
          .toList();
    }
  }

  Iterable<Page> pages() {
    return pages.values();
  }
}
