"""Every row of the rules of what `result` is, by plain HTTP and by the official client. No model is configured."""

import json
import os
import time
import unittest
import urllib.request
from typing import List, Optional

import pydantic
from spidra import Spidra

URL, KEY, SITE = os.environ["SPIDRA_URL"], os.environ["SPIDRA_KEY"], os.environ["SITE"]
WISH = "Extract the product name and price"
SCHEMA = {
    "type": "object",
    "required": ["name", "price", "colour"],
    "properties": {
        "price": {"type": "number"}, "name": {"type": "string"}, "colour": {"type": ["string", "null"]}},
}
FITTED = {"price": 19.9, "name": "Lamp 7", "colour": None}


class Offer(pydantic.BaseModel):
    price: float = pydantic.Field(description="price of the product")
    price_currency: Optional[str] = None


class Lamp(pydantic.BaseModel):
    name: str
    offers: Offer
    tags: List[str] = []


def send(path, body=None):
    request = urllib.request.Request(
        URL + path, None if body is None else json.dumps(body).encode(),
        {"Authorization": f"Bearer {KEY}", "Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)


def by_http(options, query="", path="product/7"):
    batch = send("/batch/scrape", {"urls": [f"{SITE}/{path}"], **options})["batchId"]
    deadline = time.monotonic() + 30
    while True:
        status = send(f"/batch/scrape/{batch}{query}")
        if status["status"] not in ("pending", "running"):
            return status["items"][0]
        if time.monotonic() > deadline:
            raise TimeoutError(batch)
        time.sleep(0.05)


def by_client(options):
    batch = Spidra(api_key=KEY, api_url=URL).batch_scrape(
        [f"{SITE}/product/7"], poll_interval=0.05, timeout=30, **options)
    return batch.items[0].result


class OutputRules(unittest.TestCase):
    def results(self, **options):
        """The result both ways, which must be one."""
        item = by_http(options)
        self.assertEqual(item["status"], "completed", item["error"])
        self.assertEqual(by_client(options), item["result"])
        return item["result"]

    def assert_raw(self, result):
        self.assertIsInstance(result, str)
        self.assertTrue(result.lstrip().startswith(("# Lamp 7", "[Home]", "- ", "Home")), result[:80])
        self.assertIn("# Lamp 7", result)
        self.assertIn("western gales", result)

    def test_nothing_set_is_raw_markdown(self):
        self.assert_raw(self.results())

    def test_markdown_without_a_prompt_is_raw(self):
        self.assert_raw(self.results(output="markdown"))

    def test_json_without_a_prompt_is_the_page_s_own_description(self):
        result = self.results(output="json")
        self.assertEqual((result["title"], float(result["price"]), result["currency"]), ("Lamp 7", 19.9, "EUR"))

    def test_a_prompt_gives_json(self):
        expected = {"product_name": "Lamp 7", "price": "19.90"}
        self.assertEqual(self.results(prompt=WISH), expected)
        self.assertEqual(self.results(prompt=WISH, output="json"), expected)

    def test_a_prompt_with_markdown_is_a_string(self):
        for output in ("markdown", "text"):
            self.assert_raw(self.results(prompt=WISH, output=output))

    def test_a_prompt_with_table_is_a_markdown_table(self):
        lines = self.results(prompt=WISH, output="table").splitlines()
        self.assertEqual(lines[2:], ["| product_name | Lamp 7 |", "| price | 19.90 |"])
        self.assertTrue(all(line.startswith("|") for line in lines))

    def test_a_schema_forces_json_whatever_the_output(self):
        for output in (None, "json", "markdown", "text", "table"):
            for prompt in (None, WISH):
                options = {"schema": SCHEMA, "output": output, "prompt": prompt}
                result = self.results(**{name: value for name, value in options.items() if value})
                self.assertEqual(result, FITTED, options)
                self.assertEqual(list(result), list(SCHEMA["properties"]))

    def test_a_pydantic_model_is_a_schema(self):
        result = by_client({"schema": Lamp})
        lamp = Lamp.model_validate(result)
        self.assertEqual((lamp.name, lamp.offers.price, lamp.offers.price_currency), ("Lamp 7", 19.9, "EUR"))
        queued = Spidra(api_key=KEY, api_url=URL).start_batch_scrape([f"{SITE}/product/7"], schema=Lamp)
        self.assertTrue(any("$ref" in warning for warning in queued.schema_warnings))

    def test_extraction_that_fails_gives_the_raw_page_and_says_so(self):
        item = by_http({"prompt": "Extract the melting point"}, "?include=provenance", "page/1")
        self.assertEqual(item["status"], "completed")
        self.assertIn("western gales", item["result"])
        self.assertTrue(item["ai_extraction_failed"])

    def test_a_schema_that_finds_nothing_says_so(self):
        schema = {
            "type": "object", "required": ["isotope"], "properties": {"isotope": {"type": ["integer", "null"]}}}
        item = by_http({"schema": schema}, "?include=provenance", "page/1")
        self.assertEqual((item["status"], item["result"]), ("completed", {"isotope": None}))
        self.assertTrue(item["extraction_empty"])

    def test_what_is_not_completed_has_no_result(self):
        self.assertIsNone(by_http({"prompt": WISH}, path="missing")["result"])

    def test_the_content_alone_has_no_navigation(self):
        result = by_http({"extractContentOnly": True})["result"]
        self.assertEqual(by_client({"extract_content_only": True}), result)
        self.assertIn("western gales", result)
        self.assertNotIn("Copyright", result)
        self.assertNotIn("/about", result)

    def test_the_wrapped_shape_on_request(self):
        bare = by_http({"schema": SCHEMA})["result"]
        wrapped = by_http({"schema": SCHEMA}, "?resultShape=wrapped")["result"]
        self.assertEqual(wrapped["content"], bare)
