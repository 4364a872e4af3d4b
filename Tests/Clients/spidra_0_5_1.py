"""The official Python client 0.5.1 (Bearer token), unmodified, against a running server."""

import logging
import os
import unittest
import uuid

import spidra
from spidra import AsyncSpidra, BatchScrapeParams, Spidra

from output_rules import OutputRules  # Run with the others.

URL, KEY, SITE = os.environ["SPIDRA_URL"], os.environ["SPIDRA_KEY"], os.environ["SITE"]
WAIT = {"poll_interval": 0.1, "timeout": 60}


def client(**options):
    return Spidra(api_key=KEY, api_url=URL, **options)


class Batches(unittest.TestCase):
    def test_submit_and_poll_to_the_end(self):
        urls = [f"{SITE}/page/{n}" for n in range(12)]
        batch = client().batch_scrape(urls, **WAIT)
        self.assertEqual(batch.status, "completed")
        self.assertEqual((batch.total_urls, batch.completed_count, batch.failed_count), (12, 12, 0))
        self.assertEqual([item.url for item in batch.items], urls)
        self.assertEqual(len({item.uuid for item in batch.items}), 12)
        self.assertRegex(batch.finished_at, r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$")
        for number, item in enumerate(batch.items):
            self.assertEqual((item.status, item.error, item.credits_used), ("completed", None, 2))
            self.assertIsInstance(item.result, str)
            self.assertIn(f"Page {number}", item.result)
            self.assertIn("western gales", item.result)
            self.assertIsNotNone(item.job_id)
            self.assertLessEqual(item.started_at, item.finished_at)

    def test_usage(self):
        before = client().usage("7d")
        client().batch_scrape([f"{SITE}/page/1", f"{SITE}/page/2"], **WAIT)
        after = client().usage("7d")
        self.assertEqual(len(after), 7)
        self.assertRegex(after[-1].date, r"^\d{4}-\d\d-\d\d$")
        used = [sum(row.requests for row in rows) for rows in (before, after)]
        self.assertEqual(used[1] - used[0], 2)
        charged = [sum(row.credits for row in rows) for rows in (before, after)]
        self.assertEqual(charged[1] - charged[0], 4)
        self.assertEqual([len(client().usage(range)) for range in ("30d", "weekly")], [30, 7])

    def test_a_trailing_slash_of_the_base_url(self):
        batch = Spidra(api_key=KEY, api_url=URL + "/").start_batch_scrape([f"{SITE}/page/1"])
        self.assertEqual((batch.status, batch.total), ("queued", 1))

    def test_failures_and_retry(self):
        name = uuid.uuid4()
        urls = [f"{SITE}/page/1", f"{SITE}/second/{name}", f"{SITE}/missing"]
        batch = client().batch_scrape(urls, **WAIT)
        self.assertEqual((batch.status, batch.completed_count, batch.failed_count), ("completed", 1, 2))
        failed = batch.items[1]
        self.assertEqual((failed.status, failed.result, failed.credits_used), ("failed", None, 0))
        self.assertTrue(failed.error)

        batch_id = client().list_batch_scrapes(limit=1).jobs[0].uuid
        self.assertEqual(client().retry_batch_scrape(batch_id), 2)
        for _ in self.until(batch_id):
            pass
        again = client().get_batch_scrape(batch_id)
        self.assertEqual((again.status, again.completed_count, again.failed_count), ("completed", 2, 1))
        self.assertEqual([i.uuid for i in again.items], [i.uuid for i in batch.items])
        self.assertEqual(again.items[0].finished_at, batch.items[0].finished_at)
        self.assertIn("Second visit", again.items[1].result)

    def test_nothing_to_retry(self):
        batch = client().start_batch_scrape([f"{SITE}/page/1"])
        for _ in self.until(batch.batch_id):
            pass
        with self.assertRaises(spidra.SpidraError) as raised:
            client().retry_batch_scrape(batch.batch_id)
        self.assertEqual((raised.exception.status, raised.exception.code), (400, "NO_FAILED_ITEMS"))
        self.assertEqual(raised.exception.message, "No failed items to retry.")

    def test_cancel(self):
        batch = client().start_batch_scrape([f"{SITE}/slow/{n}" for n in range(50)])
        cancelled = client().cancel_batch_scrape(batch.batch_id)
        self.assertEqual(cancelled.status, "cancelled")
        self.assertGreater(cancelled.cancelled_items, 0)
        self.assertEqual(cancelled.credits_refunded, 2 * cancelled.cancelled_items)
        status = client().get_batch_scrape(batch.batch_id)
        self.assertEqual(status.status, "cancelled")
        self.assertEqual(sum(i.status == "cancelled" for i in status.items), cancelled.cancelled_items)
        with self.assertRaises(spidra.SpidraError) as raised:
            client().cancel_batch_scrape(batch.batch_id)
        self.assertEqual((raised.exception.status, raised.exception.code), (409, "ALREADY_TERMINAL"))

    def test_list(self):
        ids = [client().start_batch_scrape([f"{SITE}/page/{n}"]).batch_id for n in range(3)]
        first = client().list_batch_scrapes(page=1, limit=2)
        self.assertEqual([job.uuid for job in first.jobs], [ids[2], ids[1]])
        self.assertEqual((first.pagination.page, first.pagination.limit), (1, 2))
        self.assertGreaterEqual(first.pagination.total, 3)
        self.assertEqual(first.pagination.total_pages, -(-first.pagination.total // 2))
        second = client().list_batch_scrapes(page=2, limit=2)
        self.assertEqual(second.jobs[0].uuid, ids[0])
        entry = first.jobs[0]
        self.assertEqual((entry.total_urls, entry.output_format, entry.scraping_channel), (1, "markdown", "api"))
        self.assertGreater(len(client().list_batch_scrapes().jobs), 2)

    def test_every_option(self):
        queued = client().start_batch_scrape(
            BatchScrapeParams(
                urls=[f"{SITE}/page/1"], prompt="the title", output="markdown", use_proxy=False,
                proxy_country="de", extract_content_only=True, screenshot=False, full_page_screenshot=False,
                cookies="a=b", scrape_mode="fast"))
        self.assertEqual((queued.status, queued.total, queued.schema_warnings), ("queued", 1, None))

    def test_cookies_reach_the_page(self):
        batch = client().batch_scrape([f"{SITE}/cookie/{uuid.uuid4()}"], cookies="sid=abc123; lang=en", **WAIT)
        self.assertIn("sid=abc123", batch.items[0].result)

    def test_schema(self):
        schema = {
            "type": "object",
            "required": ["name", "price"],
            "properties": {"name": {"type": "string"}, "price": {"type": ["number", "null"]}},
        }
        batch = client().batch_scrape([f"{SITE}/product/7"], schema=schema, **WAIT)
        self.assertEqual(batch.items[0].status, "completed", batch.items[0].error)
        self.assertEqual(batch.items[0].result, {"name": "Lamp 7", "price": 19.9})

    def test_bulk(self):
        done = []
        result = client().bulk_scrape(
            SITE + "/page/{number}", {"number": [str(n) for n in range(45)]}, items_path="none",
            dedupe_by="id", on_batch=done.append, **WAIT)
        self.assertEqual((result.stats.pages, result.stats.credits_used), (45, 90))
        self.assertEqual([progress.pages_done for progress in done], [40, 45])


    def until(self, batch_id):
        return client().watch_batch(batch_id, **WAIT)


class Watching(unittest.IsolatedAsyncioTestCase):
    async def test_items_come_as_they_finish(self):
        async with AsyncSpidra(api_key=KEY, api_url=URL) as client:
            urls = [f"{SITE}/page/{n}" for n in range(5)] + [f"{SITE}/slow/1", f"{SITE}/missing"]
            queued = await client.start_batch_scrape(urls)
            items = [item async for item in client.watch_batch(queued.batch_id, **WAIT)]
            self.assertEqual(sorted(item.url for item in items), sorted(urls))
            self.assertEqual(sum(item.status == "failed" for item in items), 1)


class Errors(unittest.TestCase):
    def error(self, kind, call):
        with self.assertRaises(kind) as raised:
            call()
        self.assertTrue(raised.exception.message)
        self.assertEqual(raised.exception.details["status"], "error")
        self.assertEqual(raised.exception.details["error"], raised.exception.message)
        return raised.exception

    def test_an_invalid_key(self):
        stranger = Spidra(api_key="spd_nobody", api_url=URL)
        error = self.error(spidra.SpidraForbiddenError, lambda: stranger.list_batch_scrapes())
        self.assertEqual((error.message, error.code), ("Invalid token or API key", "INVALID_API_KEY"))

    def test_an_unknown_batch(self):
        for call in ("get_batch_scrape", "cancel_batch_scrape", "retry_batch_scrape"):
            for batch_id in (str(uuid.uuid4()), "nonsense"):
                error = self.error(spidra.SpidraNotFoundError, lambda: getattr(client(), call)(batch_id))
                self.assertEqual(error.code, "NOT_FOUND")

    def test_bad_urls(self):
        for urls in ([], ["ftp://a.example/"], ["nonsense"], [f"{SITE}/page/{n}" for n in range(51)], [""]):
            error = self.error(spidra.SpidraError, lambda: client().start_batch_scrape(urls))
            self.assertEqual((error.status, error.code), (400, "VALIDATION_ERROR"))
            self.assertTrue(error.details["errors"][0].startswith("urls"))

    def test_private_addresses(self):
        for host in ("10.0.0.1", "192.168.1.1", "169.254.169.254", "[::1]", "0x0a000001", "[::ffff:10.0.0.1]"):
            error = self.error(spidra.SpidraError, lambda: client().start_batch_scrape([f"http://{host}/"]))
            self.assertEqual((error.status, error.code), (400, "URL_NOT_ALLOWED"), host)

    def test_a_bad_schema(self):
        schema = {"type": "object", "properties": {"a": {"type": "colour"}}}
        error = self.error(
            spidra.SpidraValidationError,
            lambda: client().start_batch_scrape([f"{SITE}/page/1"], schema=schema))
        self.assertEqual(error.code, "INVALID_SCHEMA")
        self.assertTrue(error.errors)

    def test_schema_warnings(self):
        schema = {"type": "object", "properties": {"a": {"anyOf": [{"type": "string"}, {"type": "null"}]}}}
        queued = client().start_batch_scrape([f"{SITE}/page/1"], schema=schema)
        self.assertTrue(queued.schema_warnings)


if __name__ == "__main__":
    logging.getLogger("asyncio").setLevel(logging.ERROR)  # Slow steps of a busy machine are no news.
    unittest.main(warnings="ignore")
