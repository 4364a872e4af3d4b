"""The LangChain package 0.1.2, unmodified, against a running server: its batch loader and batch tool."""

import os
import unittest

from langchain_spidra import SpidraBatchScrape, SpidraLoader

URL, KEY, SITE = os.environ["SPIDRA_URL"], os.environ["SPIDRA_KEY"], os.environ["SITE"]


class Batches(unittest.TestCase):
    def test_the_loader_gives_one_document_a_page(self):
        urls = [f"{SITE}/page/{n}" for n in range(4)]
        documents = SpidraLoader(
            urls=[*urls, f"{SITE}/missing"], api_key=KEY, api_url=URL, mode="batch",
            params={"extract_content_only": True}).load()
        self.assertEqual([document.metadata["source"] for document in documents], urls)
        for number, document in enumerate(documents):
            self.assertIn("western gales", document.page_content)
            self.assertIn(f"Page {number} tells of the lighthouse", document.page_content)
            self.assertNotIn("Copyright of the site", document.page_content)

    def test_the_tool_gives_every_item(self):
        tool = SpidraBatchScrape(api_key=KEY, api_url=URL)
        items = tool.invoke({"urls": [f"{SITE}/page/1", f"{SITE}/missing"]})
        self.assertEqual([item["status"] for item in items], ["completed", "failed"])
        self.assertIn("Page 1", items[0]["result"])
        self.assertEqual(items[1]["result"], "")

    def test_errors_are_told(self):
        tool = SpidraBatchScrape(api_key="spd_nobody", api_url=URL)
        self.assertIn("Invalid token or API key", tool.invoke({"urls": [f"{SITE}/page/1"]}))


if __name__ == "__main__":
    unittest.main(warnings="ignore")
